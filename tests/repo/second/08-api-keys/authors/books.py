"""The book service, as this one knows it: an address, behind a network that may be slow, broken or not there."""

import json
import threading
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from flask import current_app

from authors import schemas
from chassis import api_keys, request_ids

PAGE_SIZE = 100  # the most that books gives at a time
MOST_PAGES = 50
MOST_BYTES = 1_000_000  # of one page; a book has some 150
PIECE = 65_536
# task 6: that books doesn't want us is between it and us
REFUSALS = {
    401: "what is in BOOKS_API_KEY is no key that it knows",
    403: "the key in BOOKS_API_KEY lacks a scope there",
}
# end task 6


class BooksError(Exception):
    """Books could not be asked, or not to the end."""


class Unreachable(BooksError):
    """Nobody answered."""


class TooSlow(BooksError):
    """The whole answer did not come in time."""


class Unusable(BooksError):
    """There was an answer, but not one that says which books there are."""


class Refused(BooksError):
    """Books doesn't want us. That is nothing our caller can mend."""


class Deadline:
    """The moment by which all must be over, however many requests and reads it takes."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that may still be waited; raises TooSlow when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TooSlow(f"no whole answer within {self.seconds:g} seconds")
        return left


class Session(requests.Session):
    """Connections that are kept, to the address in BOOKS_URL and nowhere else: each request on them has our key."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.trust_env = False  # no proxy and no password that this machine's settings would slip in
        self.headers[api_keys.HEADER] = key
        self.headers["Accept-Encoding"] = "identity"  # what isn't packed can't unpack to gigabytes

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, always. With allow_redirects=False requests still reads all that comes with a redirect."""


class Page(NamedTuple):
    """The books of one page, and the address of the next where there is one."""

    books: list[schemas.Book]
    next: str | None


class Books:
    """Asks the book service at `url`, and waits at most `seconds` for whatever it asks. Threads may share it.

    `key` is the one that it knows us by.
    """

    def __init__(self, url: str, seconds: float, key: str) -> None:
        self.address = f"{url.rstrip('/')}/books"
        self.seconds = seconds
        self.key = key
        self.own = threading.local()  # what each thread has for itself

    def find(self, **wanted: str | None) -> list[schemas.Book]:
        """All books of this genre or author_id, or both: find(genre="essay"); None is any. Raises BooksError."""
        deadline = Deadline(self.seconds)
        address, query = self.address, {**wanted, "size": str(PAGE_SIZE)}
        found: list[schemas.Book] = []
        for _ in range(MOST_PAGES):
            page = self._page(address, query, deadline)
            found += page.books
            if page.next is None:
                return found
            address, query = page.next, {}
        raise Unusable(f"more than {MOST_PAGES} pages")

    def _page(self, address: str, query: Mapping[str, str | None], deadline: Deadline) -> Page:
        """One page, in one call; raises BooksError."""
        try:
            with self._ask(address, query, deadline) as response:
                body = read(response, deadline)
            return Page(books_in(response, body), next_page(response))
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            deadline.left()
            raise meaning(error) from error

    def _ask(self, address: str, query: Mapping[str, str | None], deadline: Deadline) -> requests.Response:
        """Send a request; back comes the head of the answer, with the body still to be read."""
        # task 6: what we ask, we ask in our own name
        response = self._session().get(
            address, params=query, headers=request_ids.to_pass_on(), timeout=deadline.left(), stream=True
        )
        if response.status_code in REFUSALS:
            response.close()
            raise Refused(f"it answers {response.status_code}: {REFUSALS[response.status_code]}")
        return response
        # end task 6

    def _session(self) -> requests.Session:
        """The session of this thread: nobody promises that threads can share one."""
        if not hasattr(self.own, "session"):
            self.own.session = Session(self.key)
        session: requests.Session = self.own.session
        return session


def read(response: requests.Response, deadline: Deadline) -> bytes:
    """The whole body; raises TooSlow or Unusable when it doesn't come to an end."""
    body = b""
    while piece := response.raw.read1(PIECE):  # what there is; read() and iter_content() wait for the full amount
        body += piece
        if len(body) > MOST_BYTES:
            raise Unusable(f"a page of more than {MOST_BYTES} bytes")
        deadline.left()
    return body


def books_in(response: requests.Response, body: bytes) -> list[schemas.Book]:
    """The books in an answer; raises Unusable when it is none that was asked for."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code != 200 or kind != "application/json":
        raise Unusable(f"status {response.status_code}, type {kind or 'unknown'}")
    try:
        return schemas.books_in(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Unusable(str(error)) from error


def next_page(response: requests.Response) -> str | None:
    """The address behind rel="next" in the answer's Link header, if there is one (RFC 8288)."""
    link = response.links.get("next")
    if link is None:
        return None
    address = urljoin(response.url, link["url"])
    if origin(address) != origin(response.url):
        raise Unusable(f"the next page is said to be at {address}")
    return address


def origin(address: str) -> tuple[str, str | None, int | None]:
    """Whom an address leads to: scheme, host and port; raises ValueError when it can't be read."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def meaning(error: Exception) -> Exception:
    """What an error of the libraries below means here."""
    kind = Unreachable if isinstance(error, requests.ConnectionError) else Unusable
    return kind(cause(error))


def cause(error: BaseException) -> str:
    """What is at the bottom of an error. What is on top of it has the address in it, with all that a client asked."""
    while error.__context__:
        error = error.__context__
    return f"{type(error).__name__}: {error}"


def books() -> Books:
    """The book service, as the application that is answering this request knows it."""
    found: Books = current_app.extensions["books"]
    return found

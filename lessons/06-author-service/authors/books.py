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

PAGE_SIZE = 100  # the most that books gives at a time
MOST_PAGES = 50
MOST_BYTES = 1_000_000  # of one page; a book has some 150
PIECE = 65_536


class BooksError(Exception):
    """Books could not be asked, or not to the end."""


class Unreachable(BooksError):
    """Nobody answered."""


class TooSlow(BooksError):
    """The whole answer did not come in time."""


class Unusable(BooksError):
    """There was an answer, but not one that says which books there are."""


class Deadline:
    """The moment by which all must be over, however many requests and reads it takes."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that may still be waited; raises TooSlow when there are none."""
        # task 4: a clock that runs on, not an allowance for each wait
        return self.seconds
        # end task 4


class Session(requests.Session):
    """Connections that are kept, to the address in BOOKS_URL and nowhere else."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # no proxy and no password that this machine's settings would slip in
        self.headers["Accept-Encoding"] = "identity"  # what isn't packed can't unpack to gigabytes

    # task 6: a redirect is an answer, and not the one that was asked for
    # end task 6


class Page(NamedTuple):
    """The books of one page, and the address of the next where there is one."""

    books: list[schemas.Book]
    next: str | None


class Books:
    """Asks the book service at `url`, and waits at most `seconds` for whatever it asks. Threads may share it."""

    def __init__(self, url: str, seconds: float) -> None:
        self.address = f"{url.rstrip('/')}/books"
        self.seconds = seconds
        self.own = threading.local()  # what each thread has for itself

    def find(self, **wanted: str | None) -> list[schemas.Book]:
        """All books of this genre or author_id, or both: find(genre="essay"); None is any. Raises BooksError."""
        deadline = Deadline(self.seconds)
        # task 3: page after page, as far as the links lead, and no further
        return self._page(self.address, wanted, deadline).books
        # end task 3

    def _page(self, address: str, query: Mapping[str, str | None], deadline: Deadline) -> Page:
        """One page, in one call; raises BooksError."""
        try:
            with self._ask(address, query, deadline) as response:
                body = read(response, deadline)
            return Page(books_in(response, body), next_page(response))
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            # task 4: once the time is up, that is the reason, whatever the error is called
            # end task 4
            raise meaning(error) from error

    def _ask(self, address: str, query: Mapping[str, str | None], deadline: Deadline) -> requests.Response:
        """Send a request; back comes the head of the answer, with the body still to be read."""
        # task 2: ask with parameters, and not for ever
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return requests.get(f"{address}?{text}", stream=True)
        # end task 2

    def _session(self) -> requests.Session:
        """The session of this thread: nobody promises that threads can share one."""
        # task 6: made once, and kept
        return Session()
        # end task 6


def read(response: requests.Response, deadline: Deadline) -> bytes:
    """The whole body; raises TooSlow or Unusable when it doesn't come to an end."""
    # task 4: look at the clock whenever something has come
    return response.content
    # end task 4


def books_in(response: requests.Response, body: bytes) -> list[schemas.Book]:
    """The books in an answer; raises Unusable when it is none that was asked for."""
    # task 5: believe neither the status nor the type nor the shape
    books: list[schemas.Book] = json.loads(body)
    return books
    # end task 5


def next_page(response: requests.Response) -> str | None:
    """The address behind rel="next" in the answer's Link header, if there is one (RFC 8288)."""
    link = response.links.get("next")
    if link is None:
        return None
    # task 3: a link may lead to another page, and to nobody but books
    return urljoin(response.url, link["url"])
    # end task 3


def origin(address: str) -> tuple[str, str | None, int | None]:
    """Whom an address leads to: scheme, host and port; raises ValueError when it can't be read."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def meaning(error: Exception) -> Exception:
    """What an error of the libraries below means here."""
    # task 5: nobody there, or somebody who talks nonsense
    return error
    # end task 5


def books() -> Books:
    """The book service, as the application that is answering this request knows it."""
    found: Books = current_app.extensions["books"]
    return found

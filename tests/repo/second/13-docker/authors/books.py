"""The book service, as this one knows it: an address, behind a network that may be slow, broken or not there."""

import json
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from flask import current_app

from authors import deadline, schemas
from authors.breaker import Breaker
from authors.bulkhead import Bulkhead
from authors.deadline import Deadline
from authors.errors import BooksError, NotAsked, NothingSent, Unreachable, Unusable
from authors.limits import Limits
from authors.retries import Attempts
from chassis import api_keys, request_ids

T = TypeVar("T")
PAGE_SIZE = 100  # the most that books gives at a time
MOST_PAGES = 50
MOST_BYTES = 1_000_000  # of one page; a book has some 150
PIECE = 65_536
SECONDS = re.compile(r"[0-9]+")
DAY = 86_400.0  # seconds


class Session(requests.Session):
    """Connections that are kept, to the address in BOOKS_URL and nowhere else."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # no proxy and no password that this machine's settings would slip in
        self.headers["Accept-Encoding"] = "identity"  # what isn't packed can't unpack to gigabytes

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, always. With allow_redirects=False requests still reads all that comes with a redirect."""


class Page(NamedTuple):
    """The books of one page, and the address of the next where there is one."""

    books: list[schemas.Book]
    next: str | None


class Books:
    """Asks the book service at `url`, which knows us by `key`, within `limits`. Threads may share it."""

    def __init__(self, url: str, key: str, limits: Limits) -> None:
        self.address = f"{url.rstrip('/')}/books"
        self.key = key
        self.limits = limits
        self.breaker = Breaker(limits.failures, limits.pause)
        self.bulkhead = Bulkhead(limits.at_once)
        self.own = threading.local()  # what each thread has for itself

    def find(self, **wanted: str | None) -> list[schemas.Book]:
        """All books of this genre or author_id, or both: find(genre="essay"); None is any. Raises BooksError.

        It is NotAsked only if no call at all was made for them. Whoever calls this holds a place in the bulkhead.
        """
        self.own.asked = False
        try:
            return self._pages(wanted, self._attempts())
        except NotAsked as error:
            if self.own.asked:  # the breaker has opened in the meantime
                raise Unreachable(str(error), retry_after=error.retry_after) from error
            raise

    def _pages(self, wanted: Mapping[str, str | None], attempts: Attempts) -> list[schemas.Book]:
        """The books of all pages; raises BooksError."""
        address, query = self.address, {**wanted, "size": str(PAGE_SIZE)}
        found: list[schemas.Book] = []
        for _ in range(MOST_PAGES):
            page = self._page(address, query, attempts)
            found += page.books
            if page.next is None:
                return found
            address, query = page.next, {}
        raise Unusable(f"more than {MOST_PAGES} pages")

    def add(self, book: Mapping[str, Any]) -> schemas.Book:
        """Have a new book stored; gives it back with its id. Raises BooksError."""

        def ask(deadline: Deadline) -> schemas.Book:
            response, body = self._exchange("POST", self.address, deadline, json=book)
            return books_in(response, body, 201)[0]

        with self.bulkhead.place():
            return self._carefully(ask, "POST", self._attempts())

    def _page(self, address: str, query: Mapping[str, str | None], attempts: Attempts) -> Page:
        """One page; raises BooksError."""

        def ask(deadline: Deadline) -> Page:
            response, body = self._exchange("GET", address, deadline, params=query)
            return Page(books_in(response, body, 200), next_page(response))

        return self._carefully(ask, "GET", attempts)

    def _attempts(self) -> Attempts:
        return Attempts(self.limits.attempts, self.limits.wait, deadline.current())

    def _carefully(self, ask: Callable[[Deadline], T], method: str, attempts: Attempts) -> T:
        """What `ask` gives back: attempt by attempt, each of them counted by the breaker; raises BooksError."""

        def attempt(deadline: Deadline) -> T:
            deadline.left()  # when there is no time left to ask, books has nothing to do with it
            return self.breaker.call(lambda: ask(deadline))

        return attempts.run(attempt, method)

    def _exchange(self, method: str, address: str, deadline: Deadline, **sent: Any) -> tuple[requests.Response, bytes]:
        """One request and its whole answer, whatever that is but a refusal of our key; raises BooksError."""
        try:
            headers = {api_keys.HEADER: self.key, **request_ids.to_pass_on(), **deadline.to_pass_on()}
            seconds = deadline.left()
            self.own.asked = True
            session = self._session()
            with session.request(method, address, headers=headers, timeout=seconds, stream=True, **sent) as response:
                admitted(response)
                return response, read(response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            deadline.left()
            raise meaning(error) from error

    def _session(self) -> requests.Session:
        """The session of this thread: nobody promises that threads can share one."""
        if not hasattr(self.own, "session"):
            self.own.session = Session()
        session: requests.Session = self.own.session
        return session


def admitted(response: requests.Response) -> None:
    """Raise Unusable where books refuses us. The head of an answer says so: nobody need wait for its body."""
    if response.status_code in (401, 403):
        reason = f"it refuses our key, with status {response.status_code}: look at BOOKS_API_KEY"
        raise Unusable(reason, response.status_code)


def read(response: requests.Response, deadline: Deadline) -> bytes:
    """The whole body; raises TooSlow or Unusable when it doesn't come to an end in time, or is too long."""
    body = b""
    while piece := response.raw.read1(PIECE):  # what there is; read() and iter_content() wait for the full amount
        body += piece
        if len(body) > MOST_BYTES:
            raise Unusable(f"a page of more than {MOST_BYTES} bytes")
        deadline.left()
    return body


def books_in(response: requests.Response, body: bytes, wanted: int) -> list[schemas.Book]:
    """The books in an answer, the one that is no list included; raises Unusable when it isn't what was asked for."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code != wanted or kind != "application/json":
        reason = f"status {response.status_code}, type {kind or 'unknown'}"
        raise Unusable(reason, response.status_code, wait_asked_for(response))
    try:
        document = json.loads(body)
        return schemas.books_in(document if wanted == 200 else [document])
    except (ValueError, RecursionError) as error:
        raise Unusable(str(error)) from error


def wait_asked_for(response: requests.Response) -> float:
    """The seconds in the answer's Retry-After, 0 where there are none. A date, which it may hold too, is none."""
    text = response.headers.get("Retry-After", "")
    return min(float(text), DAY) if SECONDS.fullmatch(text) else 0


def next_page(response: requests.Response) -> str | None:
    """The address behind rel="next" in the answer's Link header, if there is one (RFC 8288)."""
    link = response.links.get("next")
    if link is None:
        return None
    try:
        address = urljoin(response.url, link["url"])
        here = origin(address) == origin(response.url)
    except ValueError as error:
        raise Unusable(str(error)) from error
    if not here:
        raise Unusable(f"the next page is said to be at {address}")
    return address


def origin(address: str) -> tuple[str, str | None, int | None]:
    """Whom an address leads to: scheme, host and port; raises ValueError when it can't be read."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def meaning(error: Exception) -> BooksError:
    """What an error of the libraries below means here."""
    if not isinstance(error, requests.ConnectionError | urllib3.exceptions.ProtocolError):
        return Unusable(str(error))
    reason = getattr(error.args[0], "reason", None) if error.args else None
    kind = NothingSent if isinstance(reason, urllib3.exceptions.NewConnectionError) else Unreachable
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

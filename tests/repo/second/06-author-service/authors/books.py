"""What the book service has. Whatever goes wrong with it leaves this file as 502, 503 or 504."""

import json
import logging
from collections.abc import Iterator
from http.client import HTTPException as BrokenHTTP
from typing import Any, NoReturn
from urllib.parse import urlencode, urljoin, urlsplit

from werkzeug.exceptions import BadGateway, GatewayTimeout, ServiceUnavailable

from authors.clock import Deadline
from authors.line import Answer, Line, TooLong, origin
from authors.links import with_relation

Book = dict[str, Any]

SIZE = 100
MOST_PAGES = 50
FIELDS: dict[str, type] = {"title": str, "genre": str, "author_id": str, "id": str, "year": int}

log = logging.getLogger(__name__)


class Unusable(Exception):
    """The book service has answered, and the answer is of no use."""


class Books:
    def __init__(self, url: str, seconds: float) -> None:
        self._url = f"{url}/books"
        self._seconds = seconds
        self._origin = origin(urlsplit(url))
        self._line = Line(self._origin)

    def with_(self, **wanted: str) -> list[Book]:
        """All books with these values, in one list; raises an HTTPException of werkzeug's."""
        deadline = Deadline(self._seconds)
        try:
            return [book for page in self._pages(wanted, deadline) for book in page]
        except (Unusable, TooLong, BrokenHTTP, ValueError, RecursionError, OSError) as error:
            log.warning("books: %s: %s", type(error).__name__, str(error)[:200])
            # the clock comes first: a connection may break because we waited no longer
            if deadline.over() or (isinstance(error, TimeoutError) and error.errno is None):
                raise GatewayTimeout("The book service took too long.") from error
            if isinstance(error, OSError):
                raise ServiceUnavailable("The book service is not there.", retry_after=1) from error
            raise BadGateway("The book service said something that makes no sense.") from error

    def _pages(self, wanted: dict[str, str], deadline: Deadline) -> Iterator[list[Book]]:
        address: str | None = f"{self._url}?{urlencode({'size': SIZE, **wanted})}"
        for _ in range(MOST_PAGES):
            answer = self._line.get(target(address), deadline)
            yield books_in(answer)
            address = self._after(address, answer)
            if address is None:
                return
        raise Unusable(f"more than {MOST_PAGES} pages")

    def _after(self, address: str, answer: Answer) -> str | None:
        link = with_relation(", ".join(answer.headers.get_all("Link", [])), "next")
        if link is None:
            return None
        following = urljoin(address, link)
        if origin(urlsplit(following)) != self._origin:
            raise Unusable("the next page is somebody else's")
        return following


def target(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def books_in(answer: Answer) -> list[Book]:
    if answer.status != 200:
        raise Unusable(f"status {answer.status}")
    if answer.headers.get_content_type() != "application/json":
        raise Unusable("not called JSON")
    document = json.loads(answer.body.decode("utf-8"), parse_constant=no_json)
    if not isinstance(document, list):
        raise Unusable("no array")
    return [book_in(item) for item in document]


def book_in(item: Any) -> Book:
    if not isinstance(item, dict) or any(type(item.get(name)) is not kind for name, kind in FIELDS.items()):
        raise Unusable("something in the array is no book")
    return {name: item[name] for name in FIELDS}


def no_json(constant: str) -> NoReturn:
    raise ValueError(constant)

"""How the services of the library answer as long as all is well: a collection of things, and the key set of the users.

They answer as the real ones do, errors as problem details (RFC 9457), as far as a caller can tell.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from workshop.harness.http import UNSET, status_line
from workshop.harness.listener import Arrived, Connection

MOST_A_PAGE = 100
JSON, PROBLEM = "application/json", "application/problem+json"
KEY_SET = "/.well-known/jwks.json"
FIELDS: dict[str, dict[str, type]] = {"books": {"title": str, "author_id": str, "genre": str, "year": int}}


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply that is ready to be sent."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def send(self, connection: Connection) -> None:
        connection.send(self.status, self.body, self.headers)


def canned(
    status: int,
    document: Any = UNSET,
    body: bytes = b"",
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Canned:
    """A reply with `document` as JSON, or with `body` as it is."""
    if document is not UNSET:
        body = json.dumps(document, ensure_ascii=False).encode()
        content_type = content_type or JSON
    described = {"Content-Type": content_type} if content_type else {}
    return Canned(status, body, {**described, **(headers or {})})


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any) -> Canned:
    """A problem detail (RFC 9457)."""
    title = status_line(status).partition(" ")[2] or "Problem"
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return canned(status, document, content_type=PROBLEM, headers=headers)


class Holding:
    """Answers from what a service holds: GET and POST /name, filtered and in pages, GET /name/{id}, and its key set.

    With a `key` it answers only who sends that as X-API-Key.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = f"/{name}"
        self.items: list[dict[str, Any]] = []
        self.page_size = MOST_A_PAGE
        self.keys: list[Mapping[str, Any]] | None = None
        self.key: str | None = None
        self.lock = threading.Lock()

    def hold(self, items: Sequence[Mapping[str, Any]], page_size: int) -> list[dict[str, Any]]:
        """Hold these items and no others; gives them back, each with an id."""
        held = [{"id": uuid4().hex, **item} for item in items]
        with self.lock:
            self.items, self.page_size = list(held), page_size
        return held

    def held(self) -> list[dict[str, Any]]:
        with self.lock:
            return list(self.items)

    def reply(self, arrived: Arrived) -> Canned:
        if arrived.path == KEY_SET and self.keys is not None:
            return canned(200, {"keys": self.keys}) if reads(arrived) else not_allowed("GET, HEAD")
        if self.key is not None and arrived.headers.get("X-API-Key") != self.key:
            asks = {"WWW-Authenticate": f'ApiKey realm="{self.name}"'}
            return problem(401, "A known key is needed here, in X-API-Key.", asks)
        if arrived.path == self.path:
            if reads(arrived):
                return self.page(arrived)
            return self.add(arrived) if arrived.method == "POST" else not_allowed("GET, HEAD, POST")
        found = [item for item in self.held() if arrived.path == f"{self.path}/{item['id']}"]
        if not found:
            return problem(404, "Nothing has this address.")
        return canned(200, found[0]) if reads(arrived) else not_allowed("GET, HEAD")

    def page(self, arrived: Arrived) -> Canned:
        """The page that is asked for; 400 for a query that the service can't understand."""
        query = {name: values[0] for name, values in arrived.query.items() if len(values) == 1}
        try:
            page, size = _positive(query.pop("page", "1")), _positive(query.pop("size", "20"))
        except ValueError:
            return problem(400, "page and size are positive numbers.")
        if size > MOST_A_PAGE or arrived.query.keys() - {"page", "size", "genre", "author_id"} or "" in query.values():
            return problem(400, f"genre and author_id are known here, and a size of at most {MOST_A_PAGE}.")
        if any(len(values) > 1 for values in arrived.query.values()):
            return problem(400, "Each parameter may be given once.")
        found = [item for item in self.held() if all(str(item.get(name)) == value for name, value in query.items())]
        size = min(size, self.page_size)
        last = max(1, -(-len(found) // size))
        numbers = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
        link = ", ".join(
            f'<{self.path}?{urlencode({**query, "page": number, "size": size})}>; rel="{relation}"'
            for relation, number in numbers.items()
            if 1 <= number <= last
        )
        return canned(200, found[(page - 1) * size : page * size], headers={"Link": link})

    def add(self, arrived: Arrived) -> Canned:
        """Take in what is sent; refuse what is not JSON, and of books what lacks a field or has another."""
        kind = arrived.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != JSON:
            return problem(415, "A body is sent as application/json.")
        try:
            document = json.loads(arrived.body)
        except ValueError:
            return problem(400, "The body can't be read as JSON.")
        if not isinstance(document, dict):
            return problem(
                400, "The body is no JSON object.", errors=[{"detail": "This is no object.", "pointer": "#"}]
            )
        if wrong := self.wrong(document):
            errors = [{"detail": "This is not as it has to be.", "pointer": f"#/{name}"} for name in wrong]
            return problem(400, "The body is not valid.", errors=errors)
        item = {"id": uuid4().hex, **document}
        with self.lock:
            self.items.append(item)
        return canned(201, item, headers={"Location": f"{self.path}/{item['id']}"})

    def wrong(self, document: Mapping[str, Any]) -> list[str]:
        """The fields of `document` that are missing, unknown or of another type."""
        fields = FIELDS.get(self.name)
        if fields is None:
            return []
        unfit = [name for name, kind in fields.items() if type(document.get(name)) is not kind]
        blank = [name for name in fields if isinstance(document.get(name), str) and not document[name].strip()]
        return [*unfit, *blank, *(name for name in document if name not in fields)]


def reads(arrived: Arrived) -> bool:
    return arrived.method in ("GET", "HEAD")


def not_allowed(allowed: str) -> Canned:
    return problem(405, "That is not done here.", {"Allow": allowed})


def _positive(text: str) -> int:
    """The number that `text` is; raises ValueError when it isn't one from 1 on."""
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise ValueError(text)
    return int(text)

"""The stand-in for another service: it answers what a check tells it to, well or badly, and keeps what arrived."""

from __future__ import annotations

import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from workshop.harness.expected import readable, shorten
from workshop.harness.http import UNSET
from workshop.harness.listener import HOST, Arrived, Connection, Listener
from workshop.harness.record import Conversation
from workshop.harness.reply import Unmet

SECONDS = 5.0
MOST_A_PAGE = 100
JSON = "application/json"
Behaviour = Callable[[Connection, Arrived], None]


class Upstream:
    """Another service, as far as its callers can tell. It listens from its making on, and holds nothing at first.

    What it does is what it was told last, from the next request on; with `after=1` the next one is still answered as
    before, and so on. What arrives is kept, whatever becomes of it.
    """

    def __init__(self, name: str, conversation: Conversation | None = None) -> None:
        self.name = name
        self.conversation = conversation or Conversation()
        self.changed = threading.Condition()
        self.arrived: list[Arrived] = []
        self.numbers = itertools.count(1)
        self.told: list[tuple[int, Behaviour]] = [(0, Collection(name, [], MOST_A_PAGE))]
        self.normal = self.told[0][1]
        self.delay = 0.0
        self.listener: Listener | None = Listener(self._answer, self.numbers)
        self.port: int = self.listener.server_address[1]
        self.reserved: socket.socket | None = None

    @property
    def url(self) -> str:
        """Its address: http://host:port."""
        return f"http://{HOST}:{self.port}"

    # what it does

    def holds(self, items: Sequence[Mapping[str, Any]], page_size: int = 20, after: int = 0) -> list[dict[str, Any]]:
        """Answer as the service would that holds these items; gives them back, each with an id.

        Filters, pages and Link headers are the real one's; a page is never longer than `page_size`, whatever is asked.
        """
        held = [{"id": uuid4().hex, **item} for item in items]
        self.normal = Collection(self.name, held, page_size)
        self._tell(self.normal, after)
        return held

    def answers(
        self,
        status: int,
        *,
        json: Any = UNSET,
        body: bytes = b"",
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        after: int = 0,
    ) -> None:
        """Give every request this reply: `json`, or `body` as it is with `content_type`."""
        reply = _reply(status, json, body, content_type, headers)
        self._tell(lambda connection, _: reply.send(connection), after)

    def drips(self, body: bytes, every: float, content_type: str = JSON, after: int = 0) -> None:
        """Send the head of a 200 at once, then `body` byte by byte, `every` so many seconds."""

        def drip(connection: Connection, _: Arrived) -> None:
            connection.send_head(200, len(body), {"Content-Type": content_type})
            connection.drip(body, every)

        self._tell(drip, after)

    def drips_head(self, every: float, after: int = 0) -> None:
        """Send even the status line and the headers byte by byte; they belong to an empty list."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nContent-Length: 2\r\n\r\n[]".encode()
        self._tell(lambda connection, _: connection.drip(head, every), after)

    def talks(self, raw: bytes, after: int = 0) -> None:
        """Send these bytes, whatever they are, and close the connection."""

        def talk(connection: Connection, _: Arrived) -> None:
            connection.wfile.write(raw)
            connection.close_connection = True

        self._tell(talk, after)

    def resets(self, after: int = 0) -> None:
        """Take the request and reset the connection."""
        self._tell(lambda connection, _: connection.reset(), after)

    def hangs(self, after: int = 0) -> None:
        """Take the request and never answer."""
        self._tell(lambda connection, _: connection.pause(), after)

    def delays(self, seconds: float) -> None:
        """Let every request wait so long before it is answered."""
        with self.changed:
            self.delay = seconds

    def down(self) -> None:
        """Nothing listens any more, and all connections end. The port stays its own, as far as a system allows."""
        if self.listener is None:
            return
        self.listener.close()
        self.listener = None
        self.reserved = _bound(self.port)

    def up(self) -> None:
        """Back to normal: it listens, and answers at once, with the items that it held last."""
        with self.changed:
            self.told = [(0, self.normal)]
            self.delay = 0.0
        if self.reserved:
            self.reserved.close()
            self.reserved = None
        if self.listener is None:
            self.listener = Listener(self._answer, self.numbers, self.port)

    def close(self) -> None:
        """End it, whatever is under way."""
        if self.listener:
            self.listener.close()
            self.listener = None
        if self.reserved:
            self.reserved.close()
            self.reserved = None

    def _tell(self, behaviour: Behaviour, after: int) -> None:
        with self.changed:
            self.told.append((len(self.arrived) + after, behaviour))

    def _answer(self, connection: Connection, arrived: Arrived) -> None:
        """Keep a request, and do with it what was told; called in the thread of its connection."""
        with self.changed:
            number = len(self.arrived)
            self.arrived.append(arrived)
            self.conversation.called(f"{self.name}: {arrived}")
            behaviour = next(told for first, told in reversed(self.told) if first <= number)
            delay = self.delay
            self.changed.notify_all()
        if delay:
            connection.pause(delay)
        behaviour(connection, arrived)

    # what arrived

    @property
    def requests(self) -> list[Arrived]:
        """What has arrived so far, in that order."""
        with self.changed:
            return list(self.arrived)

    def expect_requests(self, number: int, because: str = "") -> list[Arrived]:
        """Require that exactly so many requests have arrived, and give them back; raises Unmet."""
        requests = self.requests
        if len(requests) != number:
            raise Unmet(f"{_count(number)} to {self.name}", _list(requests), because)
        return requests

    def wait_for(self, condition: Callable[[], object], because: str = "", seconds: float = SECONDS) -> None:
        """Wait until `condition` holds, which is asked anew whenever a request arrives; raises Unmet."""
        with self.changed:
            if self.changed.wait_for(lambda: bool(condition()), seconds):
                return
        raise Unmet(f"the service to ask {self.name} within {seconds:g} seconds", _list(self.requests), because)


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply that is ready to be sent."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def send(self, connection: Connection) -> None:
        connection.send(self.status, self.body, self.headers)


class Collection:
    """How a service answers that holds a collection: GET /name, filtered and in pages, and GET /name/{id}."""

    def __init__(self, name: str, items: Sequence[Mapping[str, Any]], page_size: int) -> None:
        self.path = f"/{name}"
        self.items = items
        self.page_size = page_size

    def __call__(self, connection: Connection, arrived: Arrived) -> None:
        self.reply(arrived).send(connection)

    def reply(self, arrived: Arrived) -> Canned:
        if arrived.method not in ("GET", "HEAD"):
            return problem(405, "Only reading is done here.")
        if arrived.path == self.path:
            return self.page(arrived)
        found = [item for item in self.items if arrived.path == f"{self.path}/{item['id']}"]
        return _reply(200, found[0]) if found else problem(404, "Nothing has this address.")

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
        found = [item for item in self.items if all(str(item.get(name)) == value for name, value in query.items())]
        size = min(size, self.page_size)
        last = max(1, -(-len(found) // size))
        numbers = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
        link = ", ".join(
            f'<{self.path}?{urlencode({**query, "page": number, "size": size})}>; rel="{relation}"'
            for relation, number in numbers.items()
            if 1 <= number <= last
        )
        return _reply(200, found[(page - 1) * size : page * size], headers={"Link": link})


def problem(status: int, message: str) -> Canned:
    return _reply(status, {"message": message})


def _reply(
    status: int,
    document: Any = UNSET,
    body: bytes = b"",
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Canned:
    if document is not UNSET:
        body = json.dumps(document, ensure_ascii=False).encode()
        content_type = content_type or JSON
    described = {"Content-Type": content_type} if content_type else {}
    return Canned(status, body, {**described, **(headers or {})})


def _positive(text: str) -> int:
    """The number that `text` is; raises ValueError when it isn't one from 1 on."""
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise ValueError(text)
    return int(text)


def _bound(port: int) -> socket.socket | None:
    """A socket that holds this port without listening: callers are refused, and no other program gets it."""
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        holder.bind((HOST, port))
    except OSError:
        holder.close()
        return None
    return holder


def _count(number: int) -> str:
    return {0: "no request", 1: "one request"}.get(number, f"{number} requests")


def _list(requests: Sequence[Arrived], shown: int = 6) -> str:
    """How many requests arrived, and which."""
    lines = [f"{_count(len(requests))}{':' if requests else ''}"]
    lines += [shorten(readable(str(request))) for request in requests[:shown]]
    return "\n".join(lines + ["…"] * (len(requests) > shown))


def upstream_fixture(name: str) -> Any:
    """A fixture that gives a check the stand-in for the service `name`, listening, and closes it with the check."""

    @pytest.fixture(name=name)
    def upstream(conversation: Conversation) -> Iterator[Upstream]:
        """The stand-in for another service."""
        stand_in = Upstream(name, conversation)
        yield stand_in
        stand_in.close()

    return upstream

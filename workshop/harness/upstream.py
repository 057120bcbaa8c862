"""The stand-in for another service: it answers what a check tells it to, well or badly, and keeps what arrived."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from workshop.harness.expected import readable, shorten
from workshop.harness.holding import JSON, Holding, canned, problem
from workshop.harness.http import UNSET
from workshop.harness.listener import HOST, Arrived, Connection, Listener
from workshop.harness.orders import From, Orders, Which
from workshop.harness.record import Conversation
from workshop.harness.reply import Unmet

if TYPE_CHECKING:
    from typing import Unpack

    from workshop.harness.plugin import LessonRun

SECONDS = 5.0
GATE_SECONDS = 0.002
MOST_ARRIVALS = 5000  # what comes after that finds the connection closed
Behaviour = Callable[[Connection, Arrived], None]


class Gate(threading.Event):
    """Holds back requests until it is set; as a block, ``with books.stalls():``, until that ends."""

    def __enter__(self) -> Gate:
        return self

    def __exit__(self, *_: object) -> None:
        self.set()


class Upstream:
    """Another service, as far as its callers can tell. It listens from its making on, and holds nothing at first.

    What it does is what it was told last, from the next request on. Each way of answering may be meant for some
    requests only (see `Which`): with `after=1` the next one is still answered as before, with `times=2` two requests
    are answered so and what follows as before, with `path="/books/7"` or `method="POST"` only requests like that one.
    What arrives is kept, whatever becomes of it.
    """

    def __init__(self, name: str, conversation: Conversation | None = None) -> None:
        self.name = name
        self.conversation = conversation or Conversation()
        self.changed = threading.Condition()
        self.arrived: list[Arrived] = []
        self.numbers = itertools.count(1)
        self.holding = Holding(name)
        self.behaviours: Orders[Behaviour] = Orders(self._as_usual)
        self.delayed: Orders[float | threading.Event] = Orders(0.0)
        self.listener: Listener | None = Listener(self._answer, self.numbers)
        self.port: int = self.listener.server_address[1]
        self.reserved: socket.socket | None = None

    @property
    def url(self) -> str:
        """Its address: http://host:port."""
        return f"http://{HOST}:{self.port}"

    # what it has

    def holds(self, items: Sequence[Mapping[str, Any]], page_size: int = 20) -> list[dict[str, Any]]:
        """Answer as the service would that holds these items; gives them back, each with an id.

        Filters, pages and Link headers are the real one's; a page is never longer than `page_size`, whatever is asked.
        What is sent by POST it holds from then on, too.
        """
        held = self.holding.hold(items, page_size)
        self.behaviours.give(self._as_usual)
        return held

    @property
    def held(self) -> list[dict[str, Any]]:
        """What it holds now, those included that were added by POST."""
        return self.holding.held()

    def requires_key(self, key: str | None) -> None:
        """As long as it answers as usual, answer 401 to who does not send `key` as X-API-Key; None asks for no key."""
        self.holding.key = key

    def publishes(self, keys: Sequence[Mapping[str, Any]]) -> None:
        """As long as it answers as usual, answer GET /.well-known/jwks.json with these public JWKs and no others."""
        self.holding.keys = list(keys)

    # what it does

    def answers(
        self,
        status: int,
        *,
        json: Any = UNSET,
        body: bytes = b"",
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        **which: Unpack[Which],
    ) -> None:
        """Give this reply: `json`, or `body` as it is with `content_type`."""
        reply = canned(status, json, body, content_type, headers)
        self.behaviours.give(lambda connection, _: reply.send(connection), **which)

    def fails(
        self,
        times: int | None = None,
        status: int = 503,
        *,
        headers: Mapping[str, str] | None = None,
        **which: Unpack[From],
    ) -> None:
        """Answer so many requests (None: all) with this status and a problem detail; what follows as before."""
        reply = problem(status, "The check has told it to fail.", headers)
        self.behaviours.give(lambda connection, _: reply.send(connection), times=times, **which)

    def drips(self, body: bytes, every: float, content_type: str = JSON, **which: Unpack[Which]) -> None:
        """Send the head of a 200 at once, then `body` byte by byte, `every` so many seconds."""

        def drip(connection: Connection, _: Arrived) -> None:
            connection.send_head(200, len(body), {"Content-Type": content_type})
            connection.drip(body, every)

        self.behaviours.give(drip, **which)

    def drips_head(self, every: float, **which: Unpack[Which]) -> None:
        """Send even the status line and the headers byte by byte; they belong to an empty list."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nContent-Length: 2\r\n\r\n[]".encode()
        self.behaviours.give(lambda connection, _: connection.drip(head, every), **which)

    def talks(self, raw: bytes, **which: Unpack[Which]) -> None:
        """Send these bytes, whatever they are, and close the connection."""

        def talk(connection: Connection, _: Arrived) -> None:
            connection.wfile.write(raw)
            connection.close_connection = True

        self.behaviours.give(talk, **which)

    def resets(self, **which: Unpack[Which]) -> None:
        """Take the request and reset the connection."""
        self.behaviours.give(lambda connection, _: connection.reset(), **which)

    def hangs(self, **which: Unpack[Which]) -> None:
        """Take the request and never answer."""
        self.behaviours.give(lambda connection, _: connection.pause(), **which)

    def delays(self, seconds: float, **which: Unpack[Which]) -> None:
        """Let requests wait so long before they are answered, in whatever way that is."""
        self.delayed.give(seconds, **which)

    def stalls(self, **which: Unpack[Which]) -> Gate:
        """Let requests wait before they are answered until the check sets the gate that this gives back."""
        gate = Gate()
        self.delayed.give(gate, **which)
        return gate

    def down(self) -> None:
        """Nothing listens any more, and all connections end. The port stays its own, as far as a system allows."""
        if self.listener is None:
            return
        self.listener.close()
        self.listener = None
        self.reserved = _bound(self.port)

    def up(self) -> None:
        """Back to normal: it listens, and answers at once and as usual, with what it held last."""
        self.behaviours.take_back()
        self.delayed.take_back()
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

    def _as_usual(self, connection: Connection, arrived: Arrived) -> None:
        self.holding.reply(arrived).send(connection)

    def _answer(self, connection: Connection, arrived: Arrived) -> None:
        """Keep a request, and do with it what was told; called in the thread of its connection."""
        with self.changed:
            if len(self.arrived) == MOST_ARRIVALS:
                raise ConnectionAbortedError
            self.arrived.append(arrived)
            self.conversation.called(f"{self.name}: {arrived}")
            behaviour, delay = self.behaviours.next(arrived), self.delayed.next(arrived)
            self.changed.notify_all()
        if isinstance(delay, threading.Event):
            while not delay.is_set():
                connection.pause(GATE_SECONDS)
        elif delay:
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
    def upstream(conversation: Conversation, lesson_run: LessonRun) -> Iterator[Upstream]:
        """The stand-in for another service."""
        stand_in = Upstream(name, conversation)
        conversation.listens(urlsplit(stand_in.url).port or 0, lesson_run.usual_port(name))
        yield stand_in
        stand_in.close()

    return upstream

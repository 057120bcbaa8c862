"""A switchboard between a client that a test plays and a target that it makes, down to the single byte."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from workshop.demo.wire import line
from workshop.demo.wire.counts import EdgeFigures
from workshop.demo.wire.line import Wire
from workshop.demo.wire.plan import Tap
from workshop.harness.upstream import Upstream
from workshop.serve.waiting import until

HOST = "127.0.0.1"
SECONDS = 5.0  # that anything may take
SOON = 2.0  # seconds; what happens by itself happens later, if it does
GET = b"GET / HTTP/1.1\r\nHost: books\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
RESET_AT_CLOSE = struct.pack("ii", 1, 0)
Behaviour = Callable[[socket.socket], object]


class Listens(Protocol):
    """What listens on a port."""

    @property
    def port(self) -> int: ...


class Target:
    """A server that does to each connection what a test says, in a thread of its own, and closes it then."""

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.listener = socket.create_server((HOST, 0))
        self.port: int = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.settimeout(SECONDS)
                self.open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), connection:
            self.behave(connection)

    def close(self) -> None:
        for each in (self.listener, *self.open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Through:
    """A wire with one edge, from authors to books, and what it has counted up to now."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.port = wire.ports[0]
        self.url = f"http://{HOST}:{self.port}"
        self.counted: Counter[str] = Counter()

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), SECONDS)

    def figures(self) -> EdgeFigures:
        """What was counted since the last asking."""
        (figures,) = self.wire.figures()
        self.counted.update(figures.outcomes)
        return figures

    def outcomes(self) -> dict[str, int]:
        """What was counted since the beginning."""
        self.figures()
        return dict(self.counted)

    def expect(self, outcomes: dict[str, int]) -> None:
        """Require that just this is counted since the beginning, at once or soon."""
        if not until(lambda: self.outcomes() == outcomes, SOON):
            raise AssertionError(f"expected {outcomes} to be counted, got {dict(self.counted)}")

    def is_left(self) -> bool:
        """Whether all connections end."""
        return until(lambda: self.figures().open == 0, SOON)


class Bench:
    """Where wires and targets are put together; all of it is taken apart at the end."""

    def __init__(self) -> None:
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def target(self, behave: Behaviour) -> Target:
        return self.stack.enter_context(contextlib.closing(Target(behave)))

    def books(self) -> Upstream:
        return self.stack.enter_context(contextlib.closing(Upstream("books")))

    def through(self, target: Listens | int, kind: str = "http", lingering: float = 60.0) -> Through:
        """A wire before a target, or a port."""
        tap = Tap("authors", "books", kind, (HOST, target if isinstance(target, int) else target.port))
        return Through(self.stack.enter_context(line.start([tap], lingering=lingering)))


def head(connection: socket.socket) -> bytes:
    """What comes up to the end of a head."""
    came = b""
    while not came.endswith(b"\r\n\r\n"):
        came += exactly(connection, 1)
    return came


def exactly(connection: socket.socket, size: int) -> bytes:
    """So many bytes; raises EOFError where there are fewer."""
    came = bytearray()
    while len(came) < size:
        more = connection.recv(min(65536, size - len(came)))
        if not more:
            raise EOFError(f"the connection ended after {len(came)} of {size} bytes")
        came += more
    return bytes(came)


def to_the_end(connection: socket.socket) -> bytes:
    """All that comes."""
    came = bytearray()
    while more := connection.recv(65536):
        came += more
    return bytes(came)


def reset(connection: socket.socket) -> None:
    """Close it with a reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
    connection.close()


def is_cut(connection: socket.socket) -> bool:
    """Whether it was reset, or ended, without another byte."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def is_silent(connection: socket.socket, seconds: float = 0.2) -> bool:
    """Whether nothing comes for so long."""
    connection.settimeout(seconds)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    finally:
        connection.settimeout(SECONDS)
    return False


def is_turned_away(port: int, host: str = HOST) -> bool:
    """Whether one who connects is cut off without another byte, before connecting is over or after."""
    try:
        with socket.create_connection((host, port), SECONDS) as connection:
            return is_cut(connection)
    except ConnectionError:
        return True

"""A small HTTP server that can misbehave: the machinery beneath the stand-in for another service.

http.server carries it, because it lets a handler at the socket: a dripping body, a reset and garbage are what HTTP
libraries are made not to send. Whatever waits here waits for an event, so that `close` ends it at once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests.structures import CaseInsensitiveDict

HOST = "127.0.0.1"
CLOSING_SECONDS = 5.0
BODY_LIMIT = 8 * 1024 * 1024  # of a request; where one is longer the connection is closed
RESET_AT_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it arrived, `at` that time (of the monotonic clock, in seconds).

    `target` is its path with the query, `connection` the number of its TCP connection.
    """

    method: str
    target: str
    headers: CaseInsensitiveDict[str]
    body: bytes
    connection: int
    at: float

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """Each name in the query with its values, decoded."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


class Connection(BaseHTTPRequestHandler):
    """A TCP connection, served in a thread of its own: its requests, one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def answer(self) -> None:
        at = time.monotonic()
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            raise ConnectionAbortedError
        body = self.rfile.read(int(length))
        headers = CaseInsensitiveDict(self.headers.items())
        number = self.server.connections[self.connection]
        self.server.answer(self, Arrived(self.command, self.path, headers, body, number, at))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a whole reply."""
        self.send_head(status, len(body), headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_head(self, status: int, length: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in CaseInsensitiveDict({"Content-Length": str(length), **headers}).items():
            self.send_header(name, value)
        self.end_headers()

    def drip(self, content: bytes, every: float) -> None:
        """Send `content` byte by byte, each so many seconds after the one before."""
        for byte in content:
            self.pause(every)
            self.wfile.write(bytes([byte]))

    def pause(self, seconds: float | None = None) -> None:
        """Wait so long, or without end; raises ConnectionAbortedError as soon as the listener closes."""
        if self.server.ending.wait(seconds):
            raise ConnectionAbortedError

    def reset(self) -> None:
        """Close the connection with a reset (RST) instead of an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        self.rfile.close()  # it would keep the socket open
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: who made the listener keeps what arrived."""


class Listener(ThreadingHTTPServer):
    """Listens on `port` (0: any) from its making until `close`; `answer` is called for each request, in its thread.

    `numbers` gives each connection its number. Raises OSError where the port can't be had.
    """

    request_queue_size = 128
    timeout = 0.5  # seconds until it notices its end, should the call that wakes it fail

    def __init__(self, answer: Callable[[Connection, Arrived], None], numbers: Iterator[int], port: int = 0) -> None:
        super().__init__((HOST, port), Connection)
        self.answer = answer
        self.numbers = numbers
        self.ending = threading.Event()
        self.changed = threading.Condition()
        self.connections: dict[Any, int] = {}
        self.accepting = threading.Thread(target=self._accept, daemon=True)
        self.accepting.start()

    def close(self) -> None:
        """Close it and all its connections; comes back when their threads are through."""
        self.ending.set()
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, self.server_address[1]), timeout=self.timeout).close()
        self.accepting.join()
        self.server_close()
        with self.changed:
            for connection in self.connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self.changed.wait_for(lambda: not self.connections, CLOSING_SECONDS)

    def _accept(self) -> None:
        while not self.ending.is_set():
            self.handle_request()

    # what socketserver calls, in this order

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's also looks up this machine's name, which can take seconds

    def verify_request(self, *_: Any) -> bool:
        return not self.ending.is_set()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.changed:
            self.connections[request] = next(self.numbers)
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a caller that has gone away is no fault of ours
            super().handle_error(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self.changed:
            self.connections.pop(request, None)
            self.changed.notify_all()

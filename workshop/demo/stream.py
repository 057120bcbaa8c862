"""The figures as a stream to each open page: server-sent events (HTML standard, section 9.2)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http import HTTPStatus

import msgspec
from flask import Response, abort

from workshop.demo.contract import Console, Json

PAGES = 16  # that may be open at the same time
PATIENCE = 1.0  # seconds without a new picture after which a stream looks whether it is still wanted


class Streams:
    """What is sent to the pages: the two minutes kept, and then each new picture, until `closing` is set."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.closing = threading.Event()
        self.pages = 0
        self.lock = threading.Lock()

    def open(self) -> Response:
        """A stream for one more page; ends the request with 503 where there is no place for it."""
        with self.lock:
            if self.pages == PAGES:
                abort(HTTPStatus.SERVICE_UNAVAILABLE, f"The console is open in {PAGES} pages already: close one.")
            self.pages += 1
        reply = Response(self._events(), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})
        reply.call_on_close(self._closed)
        return reply

    def _closed(self) -> None:
        with self.lock:
            self.pages -= 1

    def _events(self) -> Iterator[bytes]:
        yield b"retry: 1000\n\n"
        last = 0
        while not self.closing.is_set():
            newest = self.console.after(last, PATIENCE)
            if newest is None:
                yield b": nothing new\n\n"  # fails where nobody is there any more
                continue
            number, picture = newest
            if not last or number > last + 1:
                yield _event("history", number, self.console.history())
            yield _event("now", number, picture)
            last = number


def _event(name: str, number: int, data: Json) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), number, msgspec.json.encode(data))

"""Ask a service from a notebook cell, in the words of the checks; no request raises an exception."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from workshop.harness import http
from workshop.harness.http import SECONDS, UNSET, NoAnswer, Request, joined
from workshop.harness.verbs import Verbs
from workshop.notebook.log import Log
from workshop.notebook.reply import Replies, Reply

ITS_OWN_FAULT = 500


class Pending:
    """A request that is under way in a thread of its own."""

    def __init__(self, ask: Callable[[], Reply]) -> None:
        self._replies: list[Reply] = []
        self._thread = threading.Thread(target=lambda: self._replies.append(ask()), daemon=True)
        self._thread.start()

    def reply(self) -> Reply:
        """Wait for the reply."""
        self._thread.join()
        return self._replies[0]


@dataclass(frozen=True, slots=True)
class Client(Verbs[Reply]):
    """A service at `base` that prints to `log`; or one that did not start, and `problem` says why.

    `ended` tells, in words, how the service has ended where it has.
    """

    name: str
    base: str = ""
    log: Log | None = None
    ended: Callable[[], str] = str
    problem: str = ""

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = UNSET,
        body: bytes | str | None = None,
        content_type: str | None = None,
        seconds: float = SECONDS,
    ) -> Reply:
        """Send a request and wait for the whole reply, `seconds` at most; where none comes, the reply's status is 0.

        `json` is sent as application/json, `body` as it is with `content_type`. `path` may be what Location said.
        """
        if self.problem:
            return Reply(method, str(path), 0, 0, body=f"nothing was asked: {self.name} did not start".encode())
        try:
            request = http.build(
                method,
                _path(path),
                params=params,
                headers=headers,
                json_body=json,
                body=body.encode() if isinstance(body, str) else body,
                content_type=content_type,
            )
            return self._exchange(request, seconds)
        except (ValueError, TypeError, RecursionError) as error:
            return Reply(method, str(path), 0, 0, body=f"nothing was asked, this can't be sent: {error}".encode())

    def _exchange(self, request: Request, seconds: float) -> Reply:
        began, position = time.monotonic(), self.log.size() if self.log else 0
        try:
            answer = http.send(self.base, request, seconds)
        except NoAnswer as none:
            took = time.monotonic() - began
            why = str(none) if none.hung else f"{none}\n{self.ended()}".strip()
            return Reply(request.method, request.path, 0, took, body=why.encode(), said=self._said(position))
        said = self._said(position) if answer.status >= ITS_OWN_FAULT else ""
        return Reply(
            request.method, request.path, answer.status, answer.seconds, joined(answer.headers), answer.body, said
        )

    def _said(self, position: int) -> str:
        return self.log.since(position) if self.log else ""

    def send(self, method: str, path: str, **options: Any) -> Pending:
        """Send a request in the background; the options are those of `request`."""
        return Pending(lambda: self.request(method, path, **options))

    def together(self, requests: list[tuple[str, str, dict[str, Any]]], seconds: float = SECONDS) -> Replies:
        """Send the (method, path, options) of `requests` at the same moment."""
        barrier = threading.Barrier(max(1, len(requests)))

        def asking(method: str, path: str, options: dict[str, Any]) -> Callable[[], Reply]:
            def ask() -> Reply:
                barrier.wait()
                return self.request(method, path, **{"seconds": seconds, **options})

            return ask

        pending = [Pending(asking(*each)) for each in requests]
        return Replies(each.reply() for each in pending)

    def __repr__(self) -> str:
        return f"{self.name}: not running ({self.problem})" if self.problem else f"{self.name} at {self.base}"


def _path(location: str) -> str:
    """The path and query to ask for: of a whole URL, as Location may hold, without scheme and host."""
    if not isinstance(location, str) or not location:
        raise TypeError(f"a path like /movies is needed, this is {location!r}")
    if location.startswith(("http://", "https://")):
        parts = urlsplit(location)
        location = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not http.can_be_asked(location):
        raise ValueError(f"{location!r} holds a character that a URL can't; give it as params={{…}}, which encodes it")
    return location

"""HTTP, as it passes by: which request gets which reply, and when. What isn't HTTP passes all the same, unwatched."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser, HttpResponseParser

from workshop.demo.wire.counts import Counts

MOST_WAITING = 1000  # requests without a reply on one connection; who sends more isn't watched any further
WANTED = frozenset({b"cache-status", b"age"})
SWITCHING_PROTOCOLS = 101


@dataclass(slots=True)
class Request:
    """A request: when its first byte came, whether it wishes for another protocol, is answered, and is counted."""

    began: float
    method: bytes = b""
    wishes: bool = False
    answered: bool = False
    counted: bool = False


@dataclass(slots=True)
class Reply:
    """A reply: when its first byte went on to the client, and what its head says (status 0: it isn't whole)."""

    began: float | None = None
    request: Request | None = None
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)


class Exchanges:
    """The requests and replies of one connection. Where HTTP ends, by an upgrade or in nonsense, so does watching."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.waiting: deque[Request] = deque()  # for the head of a reply
        self.heads: list[Reply] = []  # that have begun, and have not gone on to the client in whole
        self.requests: Requests | None = Requests(self.waiting)
        self.replies: Replies | None = Replies(self.waiting, self.heads)

    def asked(self, data: bytes, now: float) -> None:
        if self.requests is None:
            return
        try:
            self.requests.feed(data, now)
        except HttpParserError:
            self.requests = None  # the target's refusal is still seen
        if len(self.waiting) > MOST_WAITING:
            self.waiting.clear()
            self._end()

    def answered(self, data: bytes) -> bool:
        if self.replies is not None:
            try:
                self.replies.feed(data)
            except HttpParserUpgrade:
                self._end()
            except HttpParserError:
                self.given_up()
                self._end()
        return any(reply.began is None for reply in self.heads)

    def passed_on(self, now: float) -> None:
        for reply in self.heads:
            reply.began = now if reply.began is None else reply.began
            if reply.status and reply.request and not reply.request.counted:
                reply.request.counted = True
                self.counts.reply(reply.began - reply.request.began, reply.status, reply.headers)
        self.heads[:] = [reply for reply in self.heads if not reply.status]

    def refused(self) -> None:
        if not self.waiting:
            self.counts.none()

    def given_up(self) -> None:
        for request in self._unanswered():
            request.counted = True
            self.counts.none()

    def begun(self) -> list[float]:
        return [request.began for request in self._unanswered()]

    def _unanswered(self) -> list[Request]:
        """Those of which the client has no reply, and isn't known to have given up."""
        requests = (*self.waiting, *(reply.request for reply in self.heads if reply.request))
        return [request for request in requests if not request.counted]

    def settled(self) -> bool | None:
        if self.requests is None or self.replies is None:
            return None
        return not self.waiting and self.replies.current is None

    def _end(self) -> None:
        self.requests = self.replies = None


class Requests:
    """Reads what the client sends."""

    def __init__(self, waiting: deque[Request]) -> None:
        self.waiting = waiting
        self.now = 0.0
        self.current = Request(0.0)
        self.parser = HttpRequestParser(self)

    def feed(self, data: bytes, now: float) -> None:
        """Raises HttpParserError where this isn't HTTP."""
        if self.current.wishes and not self.current.answered:
            return  # its body; or another protocol already, and then the reply says so
        self.now = now
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:
            self.current.wishes = True

    def on_message_begin(self) -> None:
        self.current = Request(self.now)
        self.waiting.append(self.current)

    def on_headers_complete(self) -> None:
        self.current.method = self.parser.get_method()


class Replies:
    """Reads what the target sends. `current` is the reply that is not over yet."""

    def __init__(self, waiting: deque[Request], heads: list[Reply]) -> None:
        self.waiting = waiting
        self.heads = heads
        self.current: Reply | None = None
        self.bodiless = False
        self.parser = HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Raises HttpParserError where this isn't HTTP, HttpParserUpgrade where it ceases to be."""
        if not any(request.method == b"HEAD" for request in self.waiting):
            self.parser.feed_data(data)
            return
        # what answers HEAD ends with its head, whatever that says: only who knows the request can tell
        for line in data.splitlines(keepends=True):
            self.parser.feed_data(line)
            if self.bodiless:
                self.current, self.bodiless = None, False
                self.parser = HttpResponseParser(self)

    def on_message_begin(self) -> None:
        self.current = Reply()
        self.heads.append(self.current)

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name in WANTED and self.current:
            self.current.headers[name] = value

    def on_headers_complete(self) -> None:
        assert self.current
        status = self.parser.get_status_code()
        if status < 200 and status != SWITCHING_PROTOCOLS:
            self.heads.pop()  # the reply itself is still to come
            return
        self.current.status = status
        if self.waiting:
            self.current.request = request = self.waiting.popleft()
            request.answered = True
            self.bodiless = request.method == b"HEAD"

    def on_message_complete(self) -> None:
        self.current = None

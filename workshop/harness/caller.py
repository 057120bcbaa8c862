"""Whoever a check can send requests to: one at a time, in the background, or many at the same moment."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

from requests.structures import CaseInsensitiveDict

from workshop.harness import http
from workshop.harness.http import NoAnswer, Request
from workshop.harness.pending import Pending
from workshop.harness.record import Conversation, Exchange, shown
from workshop.harness.reply import Reply, Unmet
from workshop.harness.verbs import Verbs


class Caller(Verbs[Reply]):
    """Sends requests to what is called `name`, at the address that `_need_base` gives."""

    def __init__(self, name: str, conversation: Conversation) -> None:
        self.name = name
        self.conversation = conversation
        self.headers: dict[str, str | None] = {}

    def request(
        self, method: str, path: str, *, seconds: float = http.SECONDS, because: str = "", **options: Any
    ) -> Reply:
        """Send a request and wait for its reply, `seconds` at most; raises Unmet when no whole reply comes.

        `because` is the reason shown in that case. Options: params, headers, json, or body (bytes) with content_type.
        Its own `headers` go with every request; one that is None among the options is left out.
        """
        try:
            return self.exchange(self._build(method, path, options), seconds)
        except Unmet as unmet:
            raise unmet.with_reason(because) from None

    def send(self, method: str, path: str, *, seconds: float = http.SECONDS, **options: Any) -> Pending:
        """Send a request in the background."""
        self._need_base()
        request = self._build(method, path, options)
        return Pending(partial(self.exchange, request, seconds))

    def together(self, requests: list[tuple[str, str, dict[str, Any]]], seconds: float = http.SECONDS) -> list[Reply]:
        """Send the (method, path, options) of `requests` at the same moment; the replies in their order."""
        self._need_base()
        barrier = threading.Barrier(len(requests))
        built = [self._build(method, path, options) for method, path, options in requests]
        pending = [Pending(partial(self.exchange, request, seconds), barrier) for request in built]
        return [each.reply() for each in pending]

    def exchange(self, request: Request, seconds: float) -> Reply:
        """Send this request; raises Unmet when no whole reply comes within `seconds`."""
        base = self._need_base()
        exchange = self._asked(request)
        try:
            answer = http.send(base, request, seconds)
        except NoAnswer as none:
            raise Unmet("a reply", self._why(none), request=request) from None
        return self._answered(exchange, Reply(request, answer, base))

    def _asked(self, request: Request) -> Exchange:
        """Note the request; raises Unmet for one that can't be sent."""
        exchange = self.conversation.asked(self.name, request)
        if not http.can_be_asked(request.path):
            got = f"{request.path}: a URL is printable ASCII without spaces, all else is percent-encoded (RFC 3986)"
            raise Unmet("an id or a Location that can stand in a URL", got, request=request)
        return exchange

    def _answered(self, exchange: Exchange, reply: Reply) -> Reply:
        exchange.status = reply.status
        exchange.reply = shown(reply.text)
        return reply

    def _build(self, method: str, path: str, options: dict[str, Any]) -> Request:
        headers: CaseInsensitiveDict[str | None] = CaseInsensitiveDict(self.headers)
        headers.update(options.get("headers") or {})
        options = {**options, "headers": dict(headers)}
        if "json" in options:
            options["json_body"] = options.pop("json")
        return http.build(method, path, **options)

    def _need_base(self) -> str:
        """Its address (http://host:port); what isn't started yet is started now."""
        raise NotImplementedError

    def _why(self, none: NoAnswer) -> str:
        """Why no answer came, in words."""
        return str(none)

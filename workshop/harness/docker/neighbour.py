"""A client within the gateway's network: its requests come from another address than those of the check itself."""

from __future__ import annotations

import base64
import time
from functools import cached_property
from http.client import HTTPMessage
from typing import Any

from workshop.harness.caller import Caller
from workshop.harness.docker.rooms import Standing
from workshop.harness.http import Answer, Request
from workshop.harness.record import Conversation
from workshop.harness.reply import Reply, Unmet


class Neighbour(Caller):
    """Sends its requests to `host` from within the container of a room."""

    def __init__(self, standing: Standing, host: str, port: int, conversation: Conversation) -> None:
        super().__init__(f"{host} (from its network)", conversation)
        self.standing = standing
        self.host = host
        self.port = port

    @cached_property
    def address(self) -> str:
        """The address that its requests come from."""
        return self.standing.address

    def _need_base(self) -> str:
        return f"http://{self.host}:{self.port}"

    def exchange(self, request: Request, seconds: float) -> Reply:
        exchange = self._asked(request)
        body = None if request.body is None else base64.b64encode(request.body).decode()
        order = {
            "host": self.host,
            "port": self.port,
            "method": request.method,
            "path": request.path,
            "headers": dict(request.headers),
            "body": body,
            "seconds": seconds,
        }
        began = time.monotonic()
        said: dict[str, Any] = self.standing.control("POST", "/ask", order, seconds + 5)
        if "problem" in said:
            raise Unmet("a reply", said["problem"], request=request)
        headers = HTTPMessage()
        for name, value in said["headers"]:
            headers.add_header(name, value)
        answer = Answer(said["status"], headers, base64.b64decode(said["body"]), time.monotonic() - began)
        return self._answered(exchange, Reply(request, answer, self._need_base()))

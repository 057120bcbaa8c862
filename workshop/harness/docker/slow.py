"""A request that takes its time to be sent, so that something can happen while it is under way."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from workshop.harness import http as plain
from workshop.harness.http import Answer, Request
from workshop.harness.record import Exchange, shown
from workshop.harness.reply import Reply, Unmet


class Slow:
    """A request of which the head and half of the body have been sent; raises Unmet where nobody takes them."""

    def __init__(self, base: str, request: Request, exchange: Exchange) -> None:
        assert request.body, "half of nothing can't be sent"
        self.base = base
        self.request = request
        self.exchange = exchange
        self.half = len(request.body) // 2
        address = urlsplit(base)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=plain.SECONDS)
        try:
            self.connection.putrequest(request.method, request.path)
            for name, value in {"Content-Length": str(len(request.body)), **request.headers}.items():
                self.connection.putheader(name, value.encode())
            self.connection.endheaders()
            self.connection.send(request.body[: self.half])
        except OSError as error:
            self.connection.close()
            raise self._unmet(error) from None

    def finish(self, seconds: float = plain.SECONDS, because: str = "") -> Reply:
        """Send the rest and give the reply; raises Unmet, with the reason `because`, where no whole one comes."""
        began = time.monotonic()
        try:
            if self.connection.sock:
                self.connection.sock.settimeout(seconds)
            self.connection.send((self.request.body or b"")[self.half :])
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._unmet(error).with_reason(because) from None
        finally:
            self.connection.close()
        answer = Answer(response.status, response.headers, body, time.monotonic() - began)
        self.exchange.status, self.exchange.reply = answer.status, shown(answer.body.decode(errors="replace"))
        return Reply(self.request, answer, self.base)

    def _unmet(self, error: Exception) -> Unmet:
        got = plain.in_words(error)
        return Unmet("a reply to a request that was under way", got, request=self.request)

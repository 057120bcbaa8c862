"""Who may come in: this machine's browser with the token that the terminal shows, and no page from elsewhere in it."""

from __future__ import annotations

import hmac
import secrets
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden, Unauthorized, UnsupportedMediaType
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Reply

HEADER = "X-Workshop-Token"
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Door:
    """Looks at every request to the console on `port` before it is answered.

    A cookie is sent to every port of a host, and any page may have it sent: so who asks for something to be done must
    also say where it comes from, which a browser does for a page (Fetch standard, `Origin`).
    """

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(32)
        self.cookie = f"workshop-console-{port}"
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.address = f"http://127.0.0.1:{port}/?token={self.token}"

    def guard(self, app: Flask) -> None:
        """Let nobody past into `app` who may not come in."""
        app.before_request(self._look)
        app.after_request(_with_headers)

    def admit(self) -> Reply | None:
        """A reply to who comes with the token in the address: a cookie, and the address without it; else None."""
        given = request.args.get("token")
        if given is None:
            return None
        if not self._is_token(given):
            raise Forbidden("This token is an old one: open the address that the terminal shows.")
        reply = redirect("/", HTTPStatus.SEE_OTHER)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            # a link on another page led here: after a redirect the browser would keep the cookie back
            reply = Response("The console …", headers={"Refresh": "0; url=/"})
        reply.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict")
        return reply

    def knows(self) -> bool:
        """Whether the request brings the token, as a cookie or in a header."""
        return self._is_token(request.cookies.get(self.cookie, "")) or self._is_token(request.headers.get(HEADER, ""))

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    def _look(self) -> None:
        host = request.environ.get("HTTP_HOST", "")
        if host not in self.hosts:
            raise Forbidden(
                f"This console is at {' or '.join(sorted(self.hosts))}, and not at the host that was asked."
            )
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            raise Forbidden("A page from elsewhere may not ask this console.")
        if not request.path.startswith("/api/"):
            return
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise Forbidden("A page from elsewhere may not ask this console.")
        if not self.knows():
            raise Unauthorized("This needs the token: open the address that the terminal shows.")
        if request.method == "POST":
            self._look_at_order(origin)

    def _look_at_order(self, origin: str | None) -> None:
        if origin is None and not self._is_token(request.headers.get(HEADER, "")):
            raise Forbidden(f"Who is no page of the console sends the token in the header {HEADER}.")
        if request.mimetype != "application/json":
            raise UnsupportedMediaType("Send application/json.")


def _with_headers(reply: Response) -> Response:
    for name, value in HEADERS.items():
        reply.headers.setdefault(name, value)
    return reply

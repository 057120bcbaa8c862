"""The id of a request. It is dealt with outside of Flask, so that nothing in there can be in its way."""

import re
import secrets
from contextvars import ContextVar
from typing import Any

from flask import Flask
from werkzeug.wsgi import ClosingIterator

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def init_app(app: Flask) -> None:
    app.wsgi_app = Door(app.wsgi_app)


class Door:
    """WSGI middleware through which every request comes in, and every reply goes out."""

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        # task 4: nothing is believed before it has been looked at
        sent = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = sent if ACCEPTED.fullmatch(sent) else secrets.token_urlsafe(15)
        _current.set(request_id)
        # end task 4

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            others = [(name, value) for name, value in headers if name.lower() != HEADER.lower()]
            return start_response(status, [*others, (HEADER, request_id)], *exc_info)

        return ClosingIterator(self._wsgi_app(environ, start), forget)


def forget() -> None:
    _current.set(None)


def current() -> str | None:
    """The id of the request that this thread is busy with; None if there is none."""
    return _current.get()


def to_pass_on() -> dict[str, str]:
    """The header for a call to another service."""
    # task 5: the same id, one service further
    return {HEADER: request_id} if (request_id := current()) else {}
    # end task 5

"""One id for one request, wherever it leads: in the reply, in the log, and in every call that is made for it."""

import re
import uuid

from flask import Flask, g, has_request_context, request
from werkzeug import Response

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")  # it is written to logs and sent on: nothing else gets in


def init_app(app: Flask) -> None:
    """Give every request of this app an id, and every reply the id of its request."""
    app.before_request(take_or_make)
    app.after_request(give_back)


def take_or_make() -> None:
    """The id that came with the request, if it is one; otherwise a new one."""
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if ACCEPTED.fullmatch(sent) else uuid.uuid4().hex


def give_back(response: Response) -> Response:
    """The reply, with the id of its request."""
    response.headers[HEADER] = current()
    return response


def current() -> str | None:
    """The id of the request that is being answered; None where there is no request."""
    if not has_request_context():
        return None
    request_id: str | None = g.get("request_id")
    return request_id


def to_pass_on() -> dict[str, str]:
    """The header for a call to another service."""
    request_id = current()
    return {HEADER: request_id} if request_id else {}

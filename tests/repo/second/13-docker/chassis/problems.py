"""Every error leaves a service as a problem detail (RFC 9457), with its own status and its own headers."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app
from werkzeug import Response, exceptions
from werkzeug.exceptions import HTTPException

from chassis import request_ids

MEDIA_TYPE = "application/problem+json"


class Invalid(exceptions.BadRequest):
    """What was sent is not what is expected: `errors` has an entry for each place that is wrong.

    Such as {"pointer": "#/year", "detail": "…"} for a place in the body (a JSON pointer, RFC 6901, as a fragment), or
    {"parameter": "page", "detail": "…"} for one in the query.
    """

    def __init__(self, errors: Iterable[dict[str, str]]) -> None:
        super().__init__("What was sent is not what is expected here; errors says where.")
        self.errors = list(errors)


def pointer(*place: str | int) -> str:
    """Where in a body: pointer("cast", 0) is "#/cast/0", and pointer() the whole of it (RFC 6901, 6)."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in place)
    return "#" + "".join(f"/{quote(part, errors='replace')}" for part in parts)  # UTF-8 can't hold half a character


def init_app(app: Flask) -> None:
    """Let the app answer every error as a problem detail, whoever raised it."""
    app.register_error_handler(Exception, crash)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(RecursionError, nested_too_deeply)


def answer(error: HTTPException) -> Response:
    """The error as it is, status and headers (405 keeps its Allow), with a problem detail in place of the HTML page."""
    problem: dict[str, Any] = {
        "type": "about:blank",  # as the RFC has it for an error that is no more than its status
        "title": error.name,
        "status": error.code,
        "detail": error.description,
    }
    problem["request_id"] = request_ids.current()
    if isinstance(error, Invalid):
        problem["errors"] = error.errors
    response = error.get_response()
    response.data = current_app.json.dumps(problem)
    response.content_type = MEDIA_TYPE
    return response


def crash(error: Exception) -> Response:
    """500 for what nobody has thought of. The client learns that it happened, the log what it was."""
    current_app.logger.error("a request has crashed", exc_info=error)
    nothing = "Something went wrong in this service. Its log has it under the request_id."
    return answer(exceptions.InternalServerError(nothing))


def nested_too_deeply(error: RecursionError) -> Response:
    """400 for JSON that Python can't follow to the bottom. The log says where: a loop without end looks alike."""
    current_app.logger.warning("nested too deeply, or without end", exc_info=error)
    return answer(exceptions.BadRequest("The JSON is nested too deeply."))

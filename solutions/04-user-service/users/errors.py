"""Errors leave this service as JSON, with their own status: {"message": …}, and {"errors": …} field by field."""

from typing import Any

from flask import Flask, current_app, json
from sqlalchemy import exc
from werkzeug import Response
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

# what SQLAlchemy raises when the database is down, a connection broke, time was up, or the pool stayed empty
NO_ANSWER = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)


class Invalid(BadRequest):
    """The body is no user: `errors` has, for each field that is wrong, what belongs there."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("The body is not a user.")
        self.errors = errors


def init_app(app: Flask) -> None:
    """Let the app answer its errors as JSON."""
    app.register_error_handler(HTTPException, as_json)
    app.register_error_handler(RecursionError, nested_too_deeply)
    # task 5: say 503 when the database does not answer
    for kind in NO_ANSWER:
        app.register_error_handler(kind, unavailable)
    # end task 5


def as_json(error: HTTPException) -> Response:
    """The error as it is, status and headers (405 keeps its Allow), with JSON in place of the HTML page."""
    body: dict[str, Any] = {"message": error.description}
    if isinstance(error, Invalid):
        body["errors"] = error.errors
    response = error.get_response()
    response.data = json.dumps(body)
    response.content_type = "application/json"
    return response


def nested_too_deeply(_: RecursionError) -> Response:
    """400 for JSON that Python can't follow to the bottom; no function of ours calls itself."""
    return as_json(BadRequest("The JSON is nested too deeply."))


def unavailable(error: exc.SQLAlchemyError) -> Response:
    """503 while the database can't be asked: nothing is wrong with the request, and it may work in a moment."""
    current_app.logger.warning("the database is not available: %s", error.args[0])
    return as_json(ServiceUnavailable("The users can't be reached at the moment.", retry_after=1))

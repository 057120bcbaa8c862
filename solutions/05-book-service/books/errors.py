"""Errors leave this service as JSON, with their own status: {"message": …}, and {"errors": …} field by field."""

from collections.abc import Callable
from typing import Any

import flask_restful
from flask import Flask, current_app, json
from marshmallow import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError, TimeoutError
from werkzeug import Response
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

# what SQLAlchemy raises when the database is down, a connection broke, time was up, or the pool stayed empty
NO_ANSWER = (OperationalError, InterfaceError, TimeoutError)


class Api(flask_restful.Api):
    """Flask-RESTful's Api, with errors left to the application.

    Flask-RESTful answers the errors of its own routes itself and leaves the others to Flask, so that a service has two
    kinds of 404. One place for all errors is easier to trust.
    """

    def error_router(self, original_handler: Callable[[Exception], Response], e: Exception) -> Response:
        return original_handler(e)


def init_app(app: Flask) -> None:
    """Let the app answer its errors as JSON."""
    app.register_error_handler(HTTPException, as_json)
    app.register_error_handler(ValidationError, not_valid)
    app.register_error_handler(RecursionError, nested_too_deeply)
    for kind in NO_ANSWER:
        app.register_error_handler(kind, unavailable)


def as_json(error: HTTPException) -> Response:
    """The error as it is, status and headers (405 keeps its Allow), with JSON in place of the HTML page."""
    # Flask-RESTful's own abort() leaves what it has to say in `data`
    return with_body(error, getattr(error, "data", {"message": error.description}))


def not_valid(error: ValidationError) -> Response:
    """400 for a query or a body that marshmallow refuses, with everything that is wrong with it."""
    message = "The query or the body is not what is expected here."
    return with_body(BadRequest(), {"message": message, "errors": error.normalized_messages()})


def nested_too_deeply(_: RecursionError) -> Response:
    """400 for JSON that Python can't follow to the bottom; no function of ours calls itself."""
    return as_json(BadRequest("The JSON is nested too deeply."))


def unavailable(error: SQLAlchemyError) -> Response:
    """503 while the database can't be asked: nothing is wrong with the request, and it may work in a moment."""
    current_app.logger.warning("the database is not available: %s", error.args[0])
    return as_json(ServiceUnavailable("The books can't be reached at the moment.", retry_after=1))


def with_body(error: HTTPException, body: dict[str, Any]) -> Response:
    """The error's own answer, with this for its body."""
    response = error.get_response()
    response.data = json.dumps(body)
    response.content_type = "application/json"
    return response

"""Errors leave this service as JSON, with their own status: {"message": …}, and {"errors": …} field by field."""

from collections.abc import Callable
from typing import Any

import flask_restful
from flask import Flask, current_app, json
from marshmallow import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError, TimeoutError
from werkzeug import Response
from werkzeug.exceptions import BadGateway, BadRequest, GatewayTimeout, HTTPException, ServiceUnavailable

from authors.books import BooksError, TooSlow, Unreachable


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
    app.register_error_handler(BooksError, books_failed)
    app.register_error_handler(OperationalError, unavailable)  # it is down, or the connection broke, or time was up
    app.register_error_handler(InterfaceError, unavailable)  # the connection had broken before
    app.register_error_handler(TimeoutError, unavailable)  # no connection of the pool came free


def as_json(error: HTTPException) -> Response:
    """The error as it is, status and headers (405 keeps its Allow), with JSON in place of the HTML page."""
    return with_body(error, {"message": error.description})


def not_valid(error: ValidationError) -> Response:
    """400 for a query or a body that marshmallow refuses, with everything that is wrong with it."""
    errors = {name: " ".join(problems) for name, problems in error.normalized_messages().items()}
    return with_body(BadRequest(), {"message": "This is not what is expected here.", "errors": errors})


def nested_too_deeply(_: RecursionError) -> Response:
    """400 for JSON that Python can't follow to the bottom; no function of ours calls itself."""
    return as_json(BadRequest("The JSON is nested too deeply."))


def books_failed(error: BooksError) -> Response:
    """504 when books took too long, 503 when nobody is there, else 502. The reason is for our log only."""
    current_app.logger.warning("the book service failed: %s", error)
    match error:
        case TooSlow():
            return as_json(GatewayTimeout("The book service did not answer in time."))
        case Unreachable():
            return as_json(ServiceUnavailable("The book service can't be reached at the moment."))
    return as_json(BadGateway("The book service gave an answer that can't be used."))


def unavailable(error: SQLAlchemyError) -> Response:
    """503 while the database can't be asked: nothing is wrong with the request, and it may work in a moment."""
    current_app.logger.warning("the database is not available: %s", error.args[0])
    return as_json(ServiceUnavailable("The authors can't be reached at the moment.", retry_after=1))


def with_body(error: HTTPException, body: dict[str, Any]) -> Response:
    response = error.get_response()
    response.data = json.dumps(body)
    response.content_type = "application/json"
    return response

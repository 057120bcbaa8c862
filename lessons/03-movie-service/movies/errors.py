"""Errors leave this service as JSON, with their own status: {"message": …}."""

import json
from collections.abc import Callable

import flask_restx
from flask import Flask
from werkzeug import Response
from werkzeug.exceptions import BadRequest, HTTPException


class Api(flask_restx.Api):
    """Flask-RESTX's Api, with errors left to the application.

    RESTX answers errors itself and words a 404 and a 500 its own way, in code that breaks on Flask's next release.
    One place for all errors is easier to trust.
    """

    def error_router(self, original_handler: Callable[[Exception], Response], e: Exception) -> Response:
        return original_handler(e)


def as_json(error: HTTPException) -> Response:
    """The error as it is, status and headers (405 keeps its Allow), with JSON in place of the HTML page.

    RESTX leaves what it has to say about a body in the error's `data`.
    """
    response = error.get_response()
    response.data = json.dumps(getattr(error, "data", {"message": error.description}))
    response.content_type = "application/json"
    return response


def nested_too_deeply(_: RecursionError) -> Response:
    """400 for JSON that Python can't follow to the bottom; no function of ours calls itself."""
    return as_json(BadRequest("The JSON is nested too deeply."))


def handle_in(app: Flask) -> None:
    """Let this application answer its errors as JSON."""
    app.register_error_handler(HTTPException, as_json)
    app.register_error_handler(RecursionError, nested_too_deeply)

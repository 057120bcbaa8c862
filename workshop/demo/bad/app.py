"""A bad version: it starts, it is healthy, and it fails at all that it is there for."""

from __future__ import annotations

import os

from flask import Flask, Response, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import InternalServerError

METHODS = ["GET", "POST", "PUT", "DELETE"]


class MissingColumn(Exception):
    """What happens when the program is newer than its tables."""


def create_app() -> Flask:
    """The service. With PROBLEMS in its environment it tells errors as those of lessons from 7 on do (RFC 9457)."""
    app = Flask(__name__)
    if os.environ.get("PROBLEMS"):
        app.register_error_handler(InternalServerError, problem)

    @app.get("/health")
    def health() -> ResponseReturnValue:
        return {"status": "ok"}

    @app.route("/", defaults={"path": ""}, methods=METHODS)
    @app.route("/<path:path>", methods=METHODS)
    def anything(path: str) -> ResponseReturnValue:
        raise MissingColumn(path)

    return app


def problem(error: InternalServerError) -> Response:
    """What the services say of an error that they did not expect."""
    said = {"type": "about:blank", "title": error.name, "status": error.code, "detail": "Something went wrong here."}
    response = jsonify(said)
    response.status_code = error.code
    response.mimetype = "application/problem+json"
    return response

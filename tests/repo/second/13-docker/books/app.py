"""The book service, put together."""

from collections.abc import Callable

import flask_restful
from flask import Flask
from werkzeug import Response

from books.resources import BookItem, BookList
from chassis import api_keys, database, documents, health, logs, problems, request_ids, validation

Handler = Callable[[Exception], Response]  # what an application does with an error


class Api(flask_restful.Api):
    """Flask-RESTful's Api, with errors left to the application.

    Flask-RESTful answers the errors of its own routes itself and leaves the others to Flask, so that a service has two
    kinds of 404. One place for all errors is easier to trust.
    """

    def error_router(self, original_handler: Handler, e: Exception) -> Response:
        return original_handler(e)


def create_app() -> Flask:
    """The service, set up from the environment; it starts whatever state the database is in, and asks it nothing."""
    app = Flask(__name__)
    logs.init_app(app)
    request_ids.init_app(app)
    problems.init_app(app)
    validation.init_app(app)
    database.init_app(app)
    documents.init_app(app)
    health.init_app(app)
    api = Api(app)
    api.add_resource(BookList, "/books")
    api.add_resource(BookItem, "/books/<book_id>")
    api_keys.init_app(app, "books", public={"health", "ready", "openapi"})
    return app

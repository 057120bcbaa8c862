"""The author service, put together."""

from collections.abc import Callable

import flask_restful
from flask import Flask
from werkzeug import Response

from authors import deadline, failures
from authors.answers import Answers
from authors.books import Books
from authors.limits import Limits
from authors.resources import AuthorBooks, AuthorItem, AuthorList
from authors.stale import OldAnswers
from chassis import api_keys, cache, database, documents, health, logs, problems, request_ids, settings, validation

Handler = Callable[[Exception], Response]  # what an application does with an error


class Api(flask_restful.Api):
    """Flask-RESTful's Api, with errors left to the application.

    Flask-RESTful answers the errors of its own routes itself and leaves the others to Flask, so that a service has two
    kinds of 404. One place for all errors is easier to trust.
    """

    def error_router(self, original_handler: Handler, e: Exception) -> Response:
        return original_handler(e)


def create_app() -> Flask:
    """The service, set up from the environment; it starts whether or not database and book service are there."""
    app = Flask(__name__)
    logs.init_app(app)
    request_ids.init_app(app)
    problems.init_app(app)
    validation.init_app(app)
    database.init_app(app)
    documents.init_app(app)
    health.init_app(app)
    failures.init_app(app)
    limits = Limits.from_environment()
    deadline.init_app(app, limits.timeout)
    books = Books(settings.web_address("BOOKS_URL"), api_keys.own("BOOKS_API_KEY"), limits)
    cache.init_app(app, making=limits.timeout)
    app.extensions["books"] = books
    old = OldAnswers(app.extensions["cache"], limits.stale)
    app.extensions["answers"] = Answers(app.extensions["cache"], old, books.bulkhead)
    api = Api(app)
    api.add_resource(AuthorList, "/authors")
    api.add_resource(AuthorItem, "/authors/<author_id>")
    api.add_resource(AuthorBooks, "/authors/<author_id>/books")
    api_keys.init_app(app, "authors", public={"health", "ready", "openapi"})
    return app

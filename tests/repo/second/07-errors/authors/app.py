"""The author service, put together."""

from flask import Flask

from authors import failures, resources
from authors.books import Books
from chassis import database, documents, logs, problems, request_ids, settings


def create_app() -> Flask:
    """The service, set up from the environment; it starts whether or not database and book service are there."""
    app = Flask(__name__)
    for part in (logs, request_ids, problems, database, documents, failures):
        part.init_app(app)
    app.extensions["books"] = Books(settings.web_address("BOOKS_URL"), settings.seconds("BOOKS_TIMEOUT", "2"))
    app.register_blueprint(resources.bp)
    return app

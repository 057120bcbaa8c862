"""The author service, put together."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Flask
from flask.typing import ResponseReturnValue

from authors import database, errors
from authors.books import Books
from authors.resources import AuthorBooks, AuthorItem, AuthorList
from authors.settings import Settings


def create_app() -> Flask:
    """The service, set up from the environment; it starts whether or not database and book service are there."""
    app = Flask(__name__)
    settings = Settings.from_environment()
    database.init_app(app, settings)
    errors.init_app(app)
    app.extensions["books"] = Books(settings.books_url, settings.books_timeout)
    api = errors.Api(app)
    api.add_resource(AuthorList, "/authors")
    api.add_resource(AuthorItem, "/authors/<author_id>")
    api.add_resource(AuthorBooks, "/authors/<author_id>/books")

    @app.get("/health")
    def health() -> ResponseReturnValue:
        """Say that the process is up; neither the database nor the book service is asked."""
        return {"status": "ok"}

    @app.get("/openapi.json")
    def openapi() -> ResponseReturnValue:
        """What this service can do, for those who write its clients."""
        return document()

    return app


@cache
def document() -> dict[str, Any]:
    """The document in openapi.yaml, read when it is first asked for."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))
    return content

"""The book service, put together."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Flask
from flask.typing import ResponseReturnValue

from books import database, errors
from books.resources import BookItem, BookList
from books.settings import Settings


def create_app() -> Flask:
    """The service, set up from the environment; it starts whatever state the database is in, and asks it nothing."""
    app = Flask(__name__)
    database.init_app(app, Settings.from_environment())
    errors.init_app(app)
    api = errors.Api(app)
    api.add_resource(BookList, "/books")
    api.add_resource(BookItem, "/books/<book_id>")

    @app.get("/health")
    def health() -> ResponseReturnValue:
        """Say that the process is up."""
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

# Lesson 01's API by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""The media library: class-based views over an SQLite database in memory."""

import json
import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import JSONProvider
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from library import views
from library.rules import AUTHORS, BOOKS, MOVIES, USERS
from library.shelf import Shelf


class SpaciousJSON(JSONProvider):
    """JSON over several lines, letters as they are, keys in the order in which they were given."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return json.dumps(obj, indent=1, ensure_ascii=False, **kwargs) + "\n"

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return json.loads(s, **kwargs)


def create_app() -> Flask:
    app = Flask(__name__)
    app.json = SpaciousJSON(app)
    app.extensions["shelf"] = filled_shelf(Path(os.environ["DATA_FILE"]))
    app.register_error_handler(HTTPException, tell)
    views.register(app)
    return app


def filled_shelf(path: Path) -> Shelf:
    """Everything in the file, under new ids. A book names its author there, and bears the author's id here."""
    data = json.loads(path.read_text(encoding="utf-8"))
    shelf = Shelf()
    authors = {author["name"]: shelf.add(AUTHORS, author)["id"] for author in data.get("authors", [])}
    for book in data.get("books", []):
        shelf.add(BOOKS, book | {"author_id": authors.get(book["author_id"], book["author_id"])})
    for kind in (MOVIES, USERS):
        for thing in data.get(kind.name, []):
            shelf.add(kind, kind.defaults | thing)
    return shelf


def tell(error: HTTPException) -> Response:
    """The error as JSON. Its headers stay, so a 405 keeps its Allow."""
    response = error.get_response()
    response.data = json.dumps({"problem": {"detail": error.description, "code": error.code}}) + "\n"
    response.content_type = "application/json; charset=utf-8"
    return response

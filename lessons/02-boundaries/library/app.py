"""The program: four packages, put together under one roof. It knows them only by what they publish."""

import json
import os
from pathlib import Path

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from library import authors, books, movies, users

LIBRARY = Path(__file__).with_name("library.json")


def create_app() -> Flask:
    """The program, filled from the JSON file that DATA_FILE names (library.json beside this file, if it names none)."""
    app = Flask(__name__)
    fill(json.loads(Path(os.environ.get("DATA_FILE", LIBRARY)).read_text(encoding="utf-8")))
    app.register_error_handler(HTTPException, error_as_json)
    for blueprint in (movies.bp, users.bp, books.bp, authors.bp):
        app.register_blueprint(blueprint)

    @app.get("/health")
    def health() -> ResponseReturnValue:
        """Say that the program runs. It touches no data, so it answers whatever state the rest is in."""
        return {"status": "ok"}

    @app.get("/openapi.json")
    def document() -> ResponseReturnValue:
        """The contract of the movies, for programs to read."""
        return Response(json.dumps(movies.contract()), content_type="application/json")

    return app


def fill(library: dict[str, list[dict[str, object]]]) -> None:
    """Give each package its part: a list of things without ids. A book names its author there, and here an id."""
    movies.load(library["movies"])
    users.load(library["users"])
    authors.load(library["authors"])
    ids = {author["name"]: author["id"] for author in authors.everyone()}
    books.load({**book, "author_id": ids.get(book["author_id"], book["author_id"])} for book in library["books"])


def error_as_json(error: HTTPException) -> ResponseReturnValue:
    """Flask's own answer to an error, status and headers unchanged, with a body that a program can read."""
    answer = error.get_response()
    answer.data = json.dumps({"error": error.description})
    answer.content_type = "application/json"
    return answer

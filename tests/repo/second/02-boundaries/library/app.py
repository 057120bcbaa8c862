# Lesson 02's API by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""The program. Whoever owns something is an object, made here and kept by the app, not by a module.

Authors are handed the question that they may ask about books. They import nothing of the books, not even a name.
"""

import json
import os
from pathlib import Path
from typing import Any

from flask import Flask, jsonify
from werkzeug import Response
from werkzeug.exceptions import HTTPException

import library.movies as films
from library import authors
from library.books import Books
from library.users import Users
from library.users import blueprint as users_blueprint


def create_app() -> Flask:
    app = Flask(__name__)
    app.json.sort_keys = False
    app.register_error_handler(HTTPException, told)
    data = json.loads(Path(os.environ["DATA_FILE"]).read_text(encoding="utf-8"))
    writers = authors.Authors(data["authors"])
    books = Books(data["books"], writers.ids_by_name())
    app.register_blueprint(films.blueprint(films.Movies(data["movies"])))
    app.register_blueprint(users_blueprint(Users(data["users"])))
    app.register_blueprint(books.blueprint())
    app.register_blueprint(authors.blueprint(writers, books.matching))
    app.add_url_rule("/health", view_func=lambda: {"status": "ok"}, endpoint="health")
    app.add_url_rule("/openapi.json", view_func=lambda: jsonify(films.CONTRACT), endpoint="contract")
    return app


def told(error: HTTPException) -> Response:
    """The error as JSON; its headers stay, so a 405 keeps its Allow."""
    response = error.get_response()
    body: dict[str, Any] = {"status": error.code, "error": error.description}
    response.data = json.dumps(body)
    response.content_type = "application/json"
    return response

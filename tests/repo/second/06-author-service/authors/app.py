# Lesson 06's API by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""The author service in plain Flask, on psycopg2 and http.client."""

import json
from pathlib import Path
from typing import Any, NoReturn

import psycopg2
from flask import Flask, Response, abort, current_app, jsonify, request
from werkzeug import Response as AnyResponse
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from authors import environment
from authors.books import Books
from authors.writers import Writer, Writers, storable

DOCUMENT = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
LONGEST_NAME = 200
LONGEST_GENRE = 500


def create_app() -> Flask:
    app = Flask(__name__)
    app.json.sort_keys = False
    app.extensions["writers"] = Writers(environment.database_url(), environment.seconds("DB_TIMEOUT", 3))
    app.extensions["books"] = Books(environment.books_url(), environment.seconds("BOOKS_TIMEOUT", 2))
    app.register_error_handler(HTTPException, problem)
    app.register_error_handler(psycopg2.OperationalError, no_database)
    app.register_error_handler(TimeoutError, no_database)
    app.add_url_rule("/authors", "many", many, methods=["GET", "POST"])
    app.add_url_rule("/authors/<writer_id>", "one", lambda writer_id: jsonify(existing(writer_id)))
    app.add_url_rule("/authors/<writer_id>/books", "books", books_of)
    app.add_url_rule("/health", "health", lambda: {"status": "ok"})
    app.add_url_rule("/openapi.json", "document", lambda: jsonify(DOCUMENT))
    return app


def many() -> AnyResponse:
    if request.method == "POST":
        writer = writers().add(*sent_writer())
        response = jsonify(writer)
        response.status_code = 201
        response.location = f"{request.base_url}/{writer['id']}"
        return response
    genre = asked_genre()
    if not genre:
        return jsonify(writers().everybody())
    return jsonify(writers().among({book["author_id"] for book in books().with_(**genre)}))


def books_of(writer_id: str) -> Response:
    genre = asked_genre()
    # the answer is here, and its connection closed, before anybody is asked for books
    writer = existing(writer_id)
    return jsonify(books().with_(author_id=writer["id"], **genre))


def existing(writer_id: str) -> Writer:
    return writers().get(writer_id) or abort(404, "No author has this id.")


def asked_genre() -> dict[str, str]:
    """The genre in the query, if there is one, to be asked for in turn."""
    query = request.args.to_dict()
    if query.keys() - {"genre"} or len(request.args.getlist("genre")) > 1:
        abort(400, "The query may have one genre, and nothing else.")
    if any(not text.strip() or "\0" in text or len(text) > LONGEST_GENRE for text in query.values()):
        abort(400, f"genre must have 1 to {LONGEST_GENRE} characters, and not only blanks.")
    return query


def sent_writer() -> tuple[str, int | None]:
    if request.mimetype != "application/json":
        abort(415, "An author must be sent as application/json.")
    try:
        sent = json.loads(request.get_data().decode("utf-8"), parse_constant=no_json)
    except (ValueError, RecursionError):
        abort(400, "The body can't be read as JSON.")
    match sent:
        case {"name": str(name)} if name.strip() and len(name) <= LONGEST_NAME and storable(name):
            pass
        case _:
            abort(422, f"name must be a text of 1 to {LONGEST_NAME} characters, and not only blanks.")
    born = sent.get("born")
    if born is not None and (type(born) is not int or not -9999 <= born <= 9999):
        abort(422, "born must be a year, or null.")
    return name, born


def no_json(constant: str) -> NoReturn:
    raise ValueError(constant)


def problem(error: HTTPException) -> AnyResponse:
    """Every error as JSON. Its headers stay: a 405 keeps its Allow, a 503 its Retry-After."""
    response = error.get_response()
    body: dict[str, Any] = {"status": error.code, "title": error.name, "detail": error.description}
    response.data = json.dumps(body)
    response.content_type = "application/problem+json"
    return response


def no_database(error: Exception) -> AnyResponse:
    current_app.logger.warning("the database does not answer: %s", error)
    return problem(ServiceUnavailable("The authors can't be looked up at the moment.", retry_after=1))


def writers() -> Writers:
    return current_app.extensions["writers"]


def books() -> Books:
    return current_app.extensions["books"]

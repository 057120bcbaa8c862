# Lesson 05's API by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""The book service in plain Flask."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, abort, current_app, jsonify
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from werkzeug import Response as AnyResponse
from werkzeug.exceptions import HTTPException

from books.asked import UNSTORABLE, Question, Refused, new_book, question
from books.document import DOCUMENT
from books.shelf import Book, Shelf


def create_app() -> Flask:
    app = Flask(__name__)
    app.json.sort_keys = False
    app.extensions["shelf"] = Shelf()
    app.add_url_rule("/books", view_func=list_books)
    app.add_url_rule("/books", view_func=add_book, methods=["POST"])
    app.add_url_rule("/books/<path:book_id>", view_func=fetch_book)
    app.add_url_rule("/books/<path:book_id>", view_func=delete_book, methods=["DELETE"])
    app.add_url_rule("/health", view_func=lambda: {"status": "ok"}, endpoint="health")
    app.add_url_rule("/openapi.json", view_func=lambda: DOCUMENT, endpoint="document")
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(Refused, refused)
    for error in (OperationalError, InterfaceError, TimeoutError):
        app.register_error_handler(error, unavailable)
    return app


def shelf() -> Shelf:
    return current_app.extensions["shelf"]


def list_books() -> Response:
    asked = question()
    books, number = shelf().page(asked.genre, asked.author_id, asked.page, asked.size)
    response = jsonify(books)
    last = max(1, -(-number // asked.size))
    pages = {"first": 1, "last": last, "prev": asked.page - 1, "next": asked.page + 1}
    for relation, page in pages.items():
        if 1 <= page <= last:
            response.headers.add("Link", link(asked, page, relation))
    return response


def link(asked: Question, page: int, relation: str) -> str:
    """A field of its own for each link, its target relative to where the list is: RFC 8288, 3 and 3.1."""
    return f"<?{urlencode([*asked.rest, ('page', page)], quote_via=quote)}>; rel={relation}"


def add_book() -> tuple[Book, int, dict[str, str]]:
    book = shelf().add(new_book())
    return book, 201, {"Location": f"/books/{quote(book['id'], safe='')}"}


def fetch_book(book_id: str) -> Book:
    return (not UNSTORABLE.search(book_id) and shelf().one(book_id)) or abort(404, "No book has this id.")


def delete_book(book_id: str) -> tuple[str, int]:
    if UNSTORABLE.search(book_id) or not shelf().remove(book_id):
        abort(404, "No book has this id.")
    return "", 204


def failed(error: HTTPException) -> AnyResponse:
    response = error.get_response()
    response.data = current_app.json.dumps({"status": error.code, "reason": error.description})
    response.content_type = "application/json"
    return response


def refused(error: Refused) -> tuple[dict[str, Any], int]:
    problems = [{"name": name, "problem": problem} for name, problem in error.problems.items()]
    return {"status": error.status, "reason": "Not as it should be.", "problems": problems}, error.status


def unavailable(error: Exception) -> tuple[dict[str, Any], int, dict[str, str]]:
    current_app.logger.error("the database: %s", error.args[0])
    return {"status": 503, "reason": "The books can't be reached."}, 503, {"Retry-After": "1"}

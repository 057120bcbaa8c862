"""Authors, and the books that they wrote. This file is finished; it uses your functions from web.py."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from library import web
from library.store import Item, library

bp = Blueprint("authors", __name__, url_prefix="/authors")


@bp.get("")
def list_authors() -> ResponseReturnValue:
    """Every author; with ``?genre=poetry``, those who wrote a book of that genre."""
    authors = library().authors.all()
    if "genre" not in request.args:
        return authors
    writing = {book["author_id"] for book in books_of_the_genre_asked_for()}
    return [author for author in authors if author["id"] in writing]


@bp.get("/<author_id>")
def fetch_author(author_id: str) -> ResponseReturnValue:
    """One author, or 404."""
    author = library().authors.get(author_id)
    if author is None:
        abort(404, "there is no such author")
    return author


@bp.post("")
def create_author() -> ResponseReturnValue:
    """Store a new author: 201, where they are, and the author."""
    body = web.json_object()
    fields = {"name": web.text(body, "name"), "born": web.integer(body, "born", 0, 2100)}
    author = library().authors.add(fields)
    return author, 201, {"Location": url_for("authors.fetch_author", author_id=author["id"])}


@bp.get("/<author_id>/books")
def list_books_of_author(author_id: str) -> ResponseReturnValue:
    """The books of one author, or 404; with ``?genre=poetry``, those of that genre."""
    if library().authors.get(author_id) is None:
        abort(404, "there is no such author")
    return [book for book in books_of_the_genre_asked_for() if book["author_id"] == author_id]


def books_of_the_genre_asked_for() -> list[Item]:
    """The books of the genre after ``?genre=``, or every book if the query names none."""
    genre = request.args.get("genre")
    return [book for book in library().books.all() if genre is None or book["genre"] == genre]

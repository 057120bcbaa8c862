"""Authors over HTTP, and the books that they wrote."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from library import web
from library.authors import bookshelf, store

bp = Blueprint("authors", __name__, url_prefix="/authors")


@bp.get("")
def list_authors() -> ResponseReturnValue:
    """Every author; with ``?genre=poetry``, those who wrote a book of that genre."""
    genre = request.args.get("genre")
    if genre is None:
        return store.everyone()
    writing = {book["author_id"] for book in bookshelf.find(genre=genre)}
    return [author for author in store.everyone() if author["id"] in writing]


@bp.get("/<author_id>")
def fetch_author(author_id: str) -> ResponseReturnValue:
    """One author, or 404."""
    author = store.get(author_id)
    if author is None:
        abort(404, "there is no such author")
    return author


@bp.post("")
def create_author() -> ResponseReturnValue:
    """Store a new author: 201, where they are, and the author."""
    body = web.json_object()
    author = store.add({"name": web.text(body, "name"), "born": web.integer(body, "born", 0, 2100)})
    return author, 201, {"Location": url_for("authors.fetch_author", author_id=author["id"])}


@bp.get("/<author_id>/books")
def list_books_of_author(author_id: str) -> ResponseReturnValue:
    """The books of one author, or 404; with ``?genre=poetry``, those of that genre."""
    if store.get(author_id) is None:
        abort(404, "there is no such author")
    return bookshelf.find(genre=request.args.get("genre"), author_id=author_id)

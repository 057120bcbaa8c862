"""Books over HTTP."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from library import web
from library.books import store

bp = Blueprint("books", __name__, url_prefix="/books")


@bp.get("")
def list_books() -> ResponseReturnValue:
    """A page of the books: ``?genre=`` and ``?author_id=`` narrow the choice, Link names the pages beside this one."""
    genre, author_id = request.args.get("genre"), request.args.get("author_id")
    books = store.find(genre, author_id)
    page = positive("page", default=1, most=1_000_000)
    size = positive("size", default=20, most=100)
    last = -(-len(books) // size)
    links = [
        f'<{url_for("books.list_books", genre=genre, author_id=author_id, page=number, size=size)}>; rel="{rel}"'
        for rel, number in (("prev", page - 1), ("next", page + 1))
        if 1 <= number <= last
    ]
    return books[(page - 1) * size : page * size], 200, {"Link": ", ".join(links)} if links else {}


def positive(name: str, default: int, most: int) -> int:
    """The number after ``?name=``, from 1 to `most`; 400 for any other."""
    number = web.query_integer(name)
    if number is None:
        return default
    if not 1 <= number <= most:
        abort(400, f"{name}: expected a number from 1 to {most}")
    return number


@bp.get("/<book_id>")
def fetch_book(book_id: str) -> ResponseReturnValue:
    """One book, or 404."""
    book = store.get(book_id)
    if book is None:
        abort(404, "there is no such book")
    return book


@bp.post("")
def create_book() -> ResponseReturnValue:
    """Store a new book: 201, where it is, and the book."""
    body = web.json_object()
    fields = {
        "title": web.text(body, "title", most=200),
        "author_id": web.text(body, "author_id"),
        "genre": web.text(body, "genre"),
        "year": web.integer(body, "year", 0, 2100),
    }
    book = store.add(fields)
    return book, 201, {"Location": url_for("books.fetch_book", book_id=book["id"])}


@bp.delete("/<book_id>")
def delete_book(book_id: str) -> ResponseReturnValue:
    """Take a book out of the library: 204, with nothing in the body."""
    if not store.remove(book_id):
        abort(404, "there is no such book")
    return "", 204

"""Books in a list, in the order in which they came."""

import uuid
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, request

from library.wire import asked, asked_number, body, gone, one_text, one_year


class Book(NamedTuple):
    id: str
    year: int
    genre: str
    author_id: str
    title: str


class Books:
    def __init__(self, books: Iterable[Mapping[str, Any]], authors: Mapping[str, str]) -> None:
        """`authors` has the id of each author who is only named in `books`."""
        self.__lock = Lock()
        self.__all = [
            Book(
                str(uuid.uuid4()),
                book["year"],
                book["genre"],
                authors.get(book["author_id"], book["author_id"]),
                book["title"],
            )
            for book in books
        ]

    def matching(self, **wanted: str | None) -> list[dict[str, Any]]:
        """Copies of the books with these values, of which None is any: matching(genre="poetry", author_id=None)."""
        with self.__lock:
            books = [book._asdict() for book in self.__all]
        given = {name: value for name, value in wanted.items() if value is not None}
        return [book for book in books if given.items() <= book.items()]

    def blueprint(self) -> Blueprint:
        blue = Blueprint("shelf", __name__)
        blue.add_url_rule("/books", view_func=self._page, methods=["GET"])
        blue.add_url_rule("/books", view_func=self._add, methods=["POST"])
        blue.add_url_rule("/books/<book_id>", view_func=self._one, methods=["GET"])
        blue.add_url_rule("/books/<book_id>", view_func=self._remove, methods=["DELETE"])
        return blue

    def _page(self) -> Response:
        wanted = {"genre": asked("genre"), "author_id": asked("author_id")}
        page, size = bounded("page", 1, 9_999_999), bounded("size", 20, 100)
        books = self.matching(**wanted)
        response = jsonify(books[(page - 1) * size : page * size])
        for relation, number, there in (("prev", page - 1, page > 1), ("next", page + 1, len(books) > page * size)):
            if there:
                query = {**request.args.to_dict(), "page": number}
                response.headers.add("Link", f'</books?{urlencode(query)}>; rel="{relation}"')
        return response

    def _one(self, book_id: str) -> dict[str, Any]:
        return next(iter(self.matching(id=book_id)), None) or abort(404, "No book has this id.")

    def _add(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        sent = body()
        title, author, genre = one_text(sent, "title", 200), one_text(sent, "author_id"), one_text(sent, "genre")
        book = Book(str(uuid.uuid4()), one_year(sent, "year"), genre, author, title)
        with self.__lock:
            self.__all.append(book)
        return book._asdict(), 201, {"Location": f"/books/{book.id}"}

    def _remove(self, book_id: str) -> Response:
        with self.__lock:
            left = [book for book in self.__all if book.id != book_id]
            found = len(left) < len(self.__all)
            self.__all = left
        return gone() if found else abort(404, "No book has this id.")


def bounded(name: str, default: int, most: int) -> int:
    digits = asked_number(name) or str(default)
    if len(digits) > len(str(most)) or not 1 <= int(digits) <= most:
        abort(400, f"{name} must be from 1 to {most}.")
    return int(digits)

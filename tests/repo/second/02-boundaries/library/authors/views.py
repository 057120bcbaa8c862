"""What clients see of the authors. Which books there are, they hear from a function that they were given."""

from typing import Any, Protocol

from flask import Blueprint, Response, abort, jsonify
from flask.views import MethodView

from ..wire import asked, body, one_text, one_year
from .writers import Authors


class Question(Protocol):
    """Which books are of this genre, and which by this author? None is any."""

    def __call__(self, *, genre: str | None = None, author_id: str | None = None) -> list[dict[str, Any]]: ...


class All(MethodView):
    init_every_request = False

    def __init__(self, authors: Authors, books: Question) -> None:
        self.authors, self.books = authors, books

    def get(self) -> Response:
        genre, authors = asked("genre"), self.authors.everybody()
        if genre is not None:
            writing = {book["author_id"] for book in self.books(genre=genre)}
            authors = [author for author in authors if author["id"] in writing]
        return jsonify(authors)

    def post(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        sent = body()
        author = self.authors.add(one_text(sent, "name"), one_year(sent, "born"))
        return author, 201, {"Location": f"/authors/{author['id']}"}


def blueprint(authors: Authors, books: Question) -> Blueprint:
    blue = Blueprint("writers", __name__)
    blue.add_url_rule("/authors", view_func=All.as_view("all", authors, books))

    @blue.get("/authors/<author_id>")
    def one(author_id: str) -> dict[str, Any]:
        return authors.get(author_id) or abort(404, "No author has this id.")

    @blue.get("/authors/<author_id>/books")
    def books_of(author_id: str) -> Response:
        return jsonify(books(genre=asked("genre"), author_id=one(author_id)["id"]))

    return blue

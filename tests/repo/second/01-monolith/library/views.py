"""One class of views for each list, and three for single things, by what may be done to them."""

from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, jsonify, request, url_for
from flask.views import MethodView

from library.rules import AUTHORS, BOOKS, MOVIES, USERS, Kind, Thing, body_for, from_one, query, whole_number
from library.shelf import Shelf, Twin


def shelf() -> Shelf:
    return current_app.extensions["shelf"]


class Health(MethodView):
    def get(self) -> Thing:
        return {"status": "ok"}


class OfKind(MethodView):
    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def found(self, thing_id: str) -> Thing:
        thing = shelf().get(self.kind, thing_id)
        return abort(404, f"None of the {self.kind.name} has this id.") if thing is None else thing


class Many(OfKind):
    def get(self) -> Response:
        query()
        return jsonify(shelf().all(self.kind))

    def post(self) -> tuple[Thing, int, dict[str, str]]:
        thing = body_for(self.kind)
        try:
            thing = shelf().add(self.kind, thing)
        except Twin:
            abort(409, f"One of the {self.kind.name} is like this already.")
        return thing, 201, {"Location": url_for(f"one of {self.kind.name}", thing_id=thing["id"], _external=True)}


class Movies(Many):
    def get(self) -> Response:
        year = whole_number(query("year"), "year")
        return jsonify([movie for movie in shelf().all(MOVIES) if year in (None, movie["year"])])


class Books(Many):
    def get(self) -> Response:
        asked = query("genre", "author_id", "page", "size")
        page, size = from_one(asked, "page", 1, 10**12), from_one(asked, "size", 20, 100)
        books = books_with({name: asked[name] for name in ("genre", "author_id") if name in asked})
        answer = jsonify(books[(page - 1) * size : page * size])
        return linked(answer, asked, page, max(1, -(-len(books) // size)))


class Authors(Many):
    def get(self) -> Response:
        asked = query("genre")
        wanted = {book["author_id"] for book in books_with(asked)}
        return jsonify([author for author in shelf().all(AUTHORS) if not asked or author["id"] in wanted])


class One(OfKind):
    def get(self, thing_id: str) -> Thing:
        return self.found(thing_id)


class Removable(One):
    def delete(self, thing_id: str) -> Response:
        if not shelf().remove(self.kind, thing_id):
            abort(404, f"None of the {self.kind.name} has this id.")
        answer = Response(status=204)
        del answer.headers["Content-Type"]
        return answer


class Replaceable(Removable):
    def put(self, thing_id: str) -> Thing:
        self.found(thing_id)
        thing = body_for(self.kind)
        try:
            return shelf().replace(self.kind, thing_id, thing) or self.found(thing_id)
        except Twin:
            return abort(409, f"Another one of the {self.kind.name} is like this.")


class BooksOfAuthor(OfKind):
    def get(self, thing_id: str) -> Response:
        return jsonify(books_with({**query("genre"), "author_id": self.found(thing_id)["id"]}))


def books_with(wanted: dict[str, str]) -> list[Thing]:
    return [book for book in shelf().all(BOOKS) if wanted.items() <= book.items()]


def linked(answer: Response, asked: dict[str, str], page: int, last: int) -> Response:
    """The answer, with the addresses of other pages in its Link headers."""
    pages = {"first": 1, "prev": min(page - 1, last), "next": page + 1, "last": last}
    for relation, number in pages.items():
        if 1 <= number <= last:
            address = f"{request.path}?{urlencode({**asked, 'page': number}, errors='replace')}"
            answer.headers.add("Link", f'<{address}>; rel="{relation}"')
    return answer


def register(app: Flask) -> None:
    app.add_url_rule("/health", view_func=Health.as_view("health"))
    app.add_url_rule("/authors/<thing_id>/books", view_func=BooksOfAuthor.as_view("books of", AUTHORS))
    for kind, many, one in (
        (MOVIES, Movies, Replaceable),
        (USERS, Many, Replaceable),
        (BOOKS, Books, Removable),
        (AUTHORS, Authors, One),
    ):
        app.add_url_rule(f"/{kind.name}", view_func=many.as_view(kind.name, kind))
        app.add_url_rule(f"/{kind.name}/<thing_id>", view_func=one.as_view(f"one of {kind.name}", kind))

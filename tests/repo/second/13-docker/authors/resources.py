"""The routes: what each one takes and what it answers."""

import json
from functools import partial
from typing import Any

from flask import Response, abort, request
from flask_restful import Resource
from sqlalchemy import select

from authors import schemas
from authors.answers import answers
from authors.books import books
from authors.models import Author
from authors.schemas import Book
from chassis import database
from chassis.cache import cache, key


class AuthorList(Resource):
    def get(self) -> tuple[list[dict[str, Any]], int, dict[str, str]]:
        """Every author, or those who have a book of the genre in the query."""
        headers: dict[str, str] = {}
        genre = schemas.genre_asked_for()
        authors = select(Author).order_by(Author.position)
        if genre is not None:
            name = key("books", None, genre)
            answer = answers().kept(name) or answers().found(name, partial(books().find, genre=genre))
            headers = answer.headers
            writers = {book["author_id"] for book in answer.books}
            authors = authors.where(Author.id.in_(writers))
        return [author.as_json() for author in database.session().scalars(authors)], 200, headers

    def post(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        """Store a new author: 201, where they are, and the author."""
        author = Author(**schemas.NEW_AUTHOR.load(request.get_json()))
        database.session().add(author)
        database.session().commit()
        return author.as_json(), 201, {"Location": f"/authors/{author.id}"}


class AuthorItem(Resource):
    def get(self, author_id: str) -> dict[str, Any]:
        """One author, or 404."""
        return existing(author_id).as_json()


class AuthorBooks(Resource):
    def get(self, author_id: str) -> Response:
        """The books of one author, all or those of the genre in the query; 404 for nobody's."""
        genre = schemas.genre_asked_for()
        name = key("books", author_id, genre)
        answer = answers().kept(name)
        if answer is None:  # an answer says that there is such an author, since nobody is ever deleted
            existing(author_id)
            database.close_session()
            answer = answers().found(name, partial(books().find, author_id=author_id, genre=genre))
        return Response(json.dumps(answer.books), mimetype="application/json", headers=answer.headers)

    def post(self, author_id: str) -> tuple[Book, int, dict[str, str]]:
        """Add a book by this author, which the book service keeps: 201, where it is, and the book."""
        existing(author_id)
        new = schemas.NEW_BOOK.load(request.get_json())
        database.close_session()
        book = books().add({**new, "author_id": author_id})
        for question in ((author_id, None), (author_id, book["genre"]), (None, book["genre"])):
            cache().forget(key("books", *question))
        return book, 201, {"Location": f"/books/{book['id']}"}


def existing(author_id: str) -> Author:
    """The author with this id; 404 when there is none."""
    # text in PostgreSQL can't hold a NUL, so nobody has an id with one
    author = None if "\0" in author_id else database.session().get(Author, author_id)
    if author is None:
        abort(404, "No author has this id.")
    return author

"""The routes: what each one takes and what it answers."""

from typing import Any

from flask import abort, request
from flask_restful import Resource
from sqlalchemy import select

from authors import schemas
from authors.books import books
from authors.models import Author
from authors.schemas import Book
from chassis import database


class AuthorList(Resource):
    def get(self) -> list[dict[str, Any]]:
        """Every author, or those who have a book of the genre in the query."""
        genre = schemas.genre_asked_for()
        authors = select(Author).order_by(Author.position)
        if genre is not None:
            writers = {book["author_id"] for book in books().find(genre=genre)}
            authors = authors.where(Author.id.in_(writers))
        return [author.as_json() for author in database.session().scalars(authors)]

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
    def get(self, author_id: str) -> list[Book]:
        """The books of one author, all or those of the genre in the query; 404 for nobody's."""
        existing(author_id)
        database.close_session()
        return books().find(author_id=author_id, genre=schemas.genre_asked_for())


def existing(author_id: str) -> Author:
    """The author with this id; 404 when there is none."""
    # text in PostgreSQL can't hold a NUL, so nobody has an id with one
    author = None if "\0" in author_id else database.session().get(Author, author_id)
    if author is None:
        abort(404, "No author has this id.")
    return author

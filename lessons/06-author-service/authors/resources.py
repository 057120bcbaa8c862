"""The routes: what each one takes and what it answers."""

from typing import Any

from flask import abort, request
from flask_restful import Resource
from sqlalchemy import select

from authors import database, schemas
from authors.books import books
from authors.models import Author
from authors.schemas import Book


class AuthorList(Resource):
    def get(self) -> list[dict[str, Any]]:
        """Every author, or those who have a book of the genre in the query."""
        genre = schemas.genre_asked_for()
        authors = select(Author).order_by(Author.position)
        # task 3: only those who have a book of this genre
        if genre is not None:
            everybody = database.session().scalars(authors).all()
            writers = {author.id for author in everybody if books().find(author_id=author.id, genre=genre)}
            authors = authors.where(Author.id.in_(writers))
        # end task 3
        # task 1: all of them, as clients see them
        abort(501)
        # end task 1

    def post(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        """Store a new author: 201, where they are, and the author."""
        # task 1: check what was sent, store it, say where it is
        author = Author(**request.get_json())
        database.session().add(author)
        abort(501)
        # end task 1


class AuthorItem(Resource):
    def get(self, author_id: str) -> dict[str, Any]:
        """One author, or 404."""
        return existing(author_id).as_json()


class AuthorBooks(Resource):
    def get(self, author_id: str) -> list[Book]:
        """The books of one author, all or those of the genre in the query; 404 for nobody's."""
        # task 2: books by whom?
        # end task 2
        # task 6: hold nothing while the network takes its time
        # end task 6
        # task 2: the books that the book service has
        abort(501)
        # end task 2


def existing(author_id: str) -> Author:
    """The author with this id; 404 when there is none."""
    # task 1: look them up
    abort(501)
    # end task 1

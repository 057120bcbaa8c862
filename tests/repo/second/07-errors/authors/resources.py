"""The routes: what each one takes and what it answers."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from authors import schemas
from authors.books import books
from authors.models import Author
from chassis import database

bp = Blueprint("authors", __name__, url_prefix="/authors")


@bp.get("")
def every_author() -> ResponseReturnValue:
    """Every author, or those who have a book of the genre in the query."""
    genre = schemas.genre_asked_for()
    authors = select(Author).order_by(Author.position)
    if genre is not None:
        writers = {book["author_id"] for book in books().find(genre=genre)}
        authors = authors.where(Author.id.in_(writers))
    return [author.as_json() for author in database.session().scalars(authors)]


@bp.post("")
def new_author() -> ResponseReturnValue:
    """Store a new author: 201, where they are, and the author."""
    author = Author(**schemas.author_sent())
    database.session().add(author)
    database.session().commit()
    return author.as_json(), 201, {"Location": f"/authors/{author.id}"}


@bp.get("/<author_id>")
def one_author(author_id: str) -> ResponseReturnValue:
    return existing(author_id).as_json()


@bp.get("/<author_id>/books")
def books_of_author(author_id: str) -> ResponseReturnValue:
    """The books of one author, all or those of the genre in the query; 404 for nobody's."""
    genre = schemas.genre_asked_for()
    existing(author_id)
    database.close_session()
    return books().find(author_id=author_id, genre=genre)


def existing(author_id: str) -> Author:
    """The author with this id; 404 when there is none."""
    # text in PostgreSQL can't hold a NUL, so nobody has an id with one
    author = None if "\0" in author_id else database.session().get(Author, author_id)
    if author is None:
        abort(404, "There is no author with this id.")
    return author

"""Where a movie is written to the database."""

from flask import abort
from psycopg2.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError

from chassis.database import session
from movies.models import TITLE_AND_YEAR_ARE_UNIQUE, Movie


def find(movie_id: str, to_change: bool = False) -> Movie:
    """The movie with this id; 404 if there is none.

    Who says `to_change` locks the row until the transaction ends, so that nobody deletes it in between.
    """
    # PostgreSQL has no text with a NUL in it, and psycopg2 raises ValueError for one
    movie = None if "\0" in movie_id else session().get(Movie, movie_id, with_for_update=to_change)
    if movie is None:
        abort(404, "No movie has this id.")
    return movie


def save(movie: Movie) -> None:
    """Store a new or a changed movie; 409 if another has its title and year."""
    session().add(movie)
    try:
        session().commit()
    except IntegrityError as error:
        session().rollback()
        if isinstance(error.orig, UniqueViolation) and error.orig.diag.constraint_name == TITLE_AND_YEAR_ARE_UNIQUE:
            abort(409, "Another movie has this title and year already.")
        raise

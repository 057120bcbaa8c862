# task 4: answer as openapi.yaml says
"""Movies over HTTP. Title and year together say which one is meant, so no two movies have both in common."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from library import web
from library.movies import store
from library.movies.rules import read_movie

bp = Blueprint("movies", __name__, url_prefix="/movies")


@bp.get("")
def list_movies() -> ResponseReturnValue:
    """Every movie; with ``?year=1979``, those of that year."""
    return store.find(year=web.query_integer("year"))


@bp.get("/<movie_id>")
def fetch_movie(movie_id: str) -> ResponseReturnValue:
    """One movie, or 404."""
    movie = store.get(movie_id)
    if movie is None:
        abort(404, "there is no such movie")
    return movie


@bp.post("")
def create_movie() -> ResponseReturnValue:
    """Store a new movie: 201, where it is, and the movie; 409 if there is one with this title and year."""
    fields = read_movie()
    try:
        movie = store.add(fields)
    except store.Taken:
        abort(409, "there is a movie with this title and year already")
    return movie, 201, {"Location": url_for("movies.fetch_movie", movie_id=movie["id"])}


@bp.put("/<movie_id>")
def replace_movie(movie_id: str) -> ResponseReturnValue:
    """Put the movie that was sent in this one's place; 409 if a third one has its title and year."""
    fields = read_movie()
    try:
        movie = store.replace(movie_id, fields)
    except store.Taken:
        abort(409, "another movie has this title and year")
    if movie is None:
        abort(404, "there is no such movie")
    return movie


@bp.delete("/<movie_id>")
def delete_movie(movie_id: str) -> ResponseReturnValue:
    """Take a movie out of the library: 204, with nothing in the body."""
    if not store.remove(movie_id):
        abort(404, "there is no such movie")
    return {"deleted": movie_id}

"""Movies: title and year together say which one is meant, so no two movies have both in common."""

import re

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from library import web
from library.store import Item, library

bp = Blueprint("movies", __name__, url_prefix="/movies")


@bp.get("")
def list_movies() -> ResponseReturnValue:
    """Every movie; with ``?year=1979``, those of that year."""
    # task 2: answer the list
    abort(501, "not written yet")
    # end task 2


@bp.get("/<movie_id>")
def fetch_movie(movie_id: str) -> ResponseReturnValue:
    """One movie, or 404."""
    # task 2: answer the movie that has this id
    abort(501, "not written yet")
    # end task 2


@bp.post("")
def create_movie() -> ResponseReturnValue:
    """Store a new movie: 201, where it is, and the movie; 409 if there is one with this title and year."""
    # task 3: store the movie, unless it is there already
    abort(501, "not written yet")
    # end task 3


@bp.put("/<movie_id>")
def replace_movie(movie_id: str) -> ResponseReturnValue:
    """Put the movie that was sent in this one's place; 409 if a third one has its title and year."""
    movie = read_movie()
    movies = library().movies
    with movies.lock:
        if movies.get(movie_id) is None:
            abort(404, "there is no such movie")
        same = movies.find(title=movie["title"], year=movie["year"])
        if same and same["id"] != movie_id:
            abort(409, "another movie has this title and year")
        return movies.replace(movie_id, movie)


@bp.delete("/<movie_id>")
def delete_movie(movie_id: str) -> ResponseReturnValue:
    """Take a movie out of the library: 204, with nothing in the body."""
    if library().movies.remove(movie_id) is None:
        abort(404, "there is no such movie")
    return "", 204


def url_of(movie: Item) -> str:
    """Where this movie can be fetched."""
    return url_for("movies.fetch_movie", movie_id=movie["id"])


def read_movie() -> Item:
    """The movie in the request's body, with these five fields whatever else was sent; 400 if one is wrong."""
    body = web.json_object()
    return {
        "title": web.text(body, "title", most=200),
        "year": web.integer(body, "year", 1888, 2100),
        "cast": read_cast(body.get("cast", [])),
        "image": read_image(body.get("image")),
        "description": read_description(body.get("description", "")),
    }


def read_cast(names: object) -> list[str]:
    """A list of names, or 400."""
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        abort(400, "cast: expected a list of names")
    return names


def read_image(url: object) -> str | None:
    """The address of a picture, None for no picture, or 400."""
    if url is None:
        return None
    if not isinstance(url, str) or not re.fullmatch(r"https?://[^\s/]\S*", url):
        abort(400, "image: expected an http or https URL, or null")
    return url


def read_description(description: object) -> str:
    """A text, which may be empty, or 400."""
    if not isinstance(description, str):
        abort(400, "description: expected text")
    return description

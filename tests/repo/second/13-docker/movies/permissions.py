"""Who may do what with the movies: everybody reads, who is signed in adds, and who has added one changes it."""

from flask import Flask, abort, request

from chassis import tokens
from movies.models import Movie
from movies.store import find

READING = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Let the app ask who sends a request before it looks at anything else of it."""
    app.before_request(signed_in_to_change)


def signed_in_to_change() -> None:
    """401 for whoever wants to do more than read and isn't signed in."""
    if request.endpoint and request.method not in READING:
        tokens.caller()


def owner_of_new() -> str | None:
    """The id of the user who may change what is added by this request; None for nobody."""
    return tokens.caller()


def may_change(movie: Movie) -> bool:
    """Whether who sends this request may change this movie."""
    return movie.added_by == tokens.caller()


def find_to_change(movie_id: str) -> Movie:
    """The movie with this id, for who may change it: 404 if there is none, 403 for everybody else.

    Only who may change it locks it, so a body that is slow to come keeps nobody waiting but other requests of theirs.
    """
    if not may_change(find(movie_id)):
        abort(403, "Only who has added a movie may change it.")
    return find(movie_id, to_change=True)

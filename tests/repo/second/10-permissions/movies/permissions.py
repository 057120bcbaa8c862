"""Who may do what with the movies: everybody reads, who is signed in adds, and who has added one changes it."""

from flask import Flask, abort, request

from chassis import database, tokens
from movies import store

SAFE = ("GET", "HEAD", "OPTIONS")  # RFC 9110, 9.2.1: they change nothing


def init_app(app: Flask) -> None:
    """Let the app ask who sends a request before it looks at anything else of it."""
    app.before_request(signed_in_to_change)


def signed_in_to_change() -> None:
    """401 for whoever wants to do more than read and isn't signed in."""
    # task 2: nobody changes anything unnamed
    if request.method not in SAFE:
        tokens.caller()
    # end task 2


def owner_of_new() -> str:
    """The id of the user who may change what is added by this request."""
    # task 3: who adds a movie
    return tokens.caller()
    # end task 3


def is_caller(owner: str | None) -> bool:
    """Whether the owner of a movie is who sends this request; what belongs to nobody is nobody's to change."""
    # task 3: only who has added it
    return owner is not None and owner == tokens.caller()
    # end task 3


def for_its_owner_only(movie_id: str) -> None:
    """404 if there is no such movie, and 403 for everybody but who has added it.

    Who added a movie never changes, so nothing has to be locked for that, and the connection to the database goes back
    before a body is awaited that may be long in coming.
    """
    owner = store.owner_of(movie_id)
    database.close_session()
    if not is_caller(owner):
        abort(403, "This movie isn't yours: it can be changed by nobody but the user who added it.")

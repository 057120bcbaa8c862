"""The page that people see of themselves, kept for a while because every client begins with it."""

from contextlib import contextmanager
from functools import partial
from typing import TypedDict

from flask import Blueprint, jsonify

from chassis import tokens
from chassis.cache import cache, question
from users.store import by_id

bp = Blueprint("me", __name__)


class Page(TypedDict):
    id: str
    name: str
    email: str


@bp.get("/users/me")
def me():
    """The user whose access token came with the request, or 401."""
    caller = tokens.caller()
    name = page_of(caller)
    kept = cache().find(name, Page) or cache().fetch(name, Page, partial(read, caller))
    response = jsonify(kept.value)
    # task 4: what others on the way may do with it
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.vary.add("Authorization")
    # end task 4
    return response


def read(user_id):
    user = by_id(user_id)
    if user is None:
        raise tokens.InvalidToken
    return user.as_json()


def page_of(user_id):
    """The name of one user's page in the cache."""
    # task 4: whose it is
    return question("page", user=user_id)
    # end task 4


@contextmanager
def changing(user):
    """Around the commit of a change: the page is dropped after it.

    Also when the commit raises: a connection that broke leaves open whether it came to pass.
    """
    name = page_of(str(user.id))  # now: after a failure the user can't be asked any more
    try:
        yield
    finally:
        cache().forget(name)

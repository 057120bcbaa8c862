"""What people see of themselves: every page of a client asks for it first, so the answer is kept for a while."""

from functools import partial

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chassis import tokens
from chassis.cache import cache, key
from users.store import by_id

bp = Blueprint("me", __name__)


@bp.get("/users/me")
def me() -> ResponseReturnValue:
    """The user whose access token came with the request, or 401."""
    user_id = tokens.caller()
    name = name_of(user_id)
    entry = cache().get(name) or cache().refill(name, partial(seen_by, user_id))
    return entry.value, {"Cache-Control": "private, no-cache", "Vary": "Authorization"}


def seen_by(user_id: str) -> dict[str, str]:
    """What this user sees; 401 when there is no such user any more."""
    user = by_id(user_id)
    if user is None:
        raise tokens.InvalidToken
    return user.as_json()


def name_of(user_id: str) -> str:
    """Under which name the cache has what this user sees."""
    return key("me", user_id)


def forget(user_id: int) -> None:
    """Drop what the cache has of this user, who has been changed or deleted."""
    cache().forget(name_of(str(user_id)))

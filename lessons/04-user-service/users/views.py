"""The routes: what each one takes and what it answers."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from users import fields
from users.database import session
from users.models import User
from users.store import save

bp = Blueprint("users", __name__, url_prefix="/users")


@bp.get("")
def list_users() -> ResponseReturnValue:
    """Every user."""
    # task 1: everybody, in the order in which they registered
    everybody = session().scalars(select(User)).all()
    if not everybody:
        abort(404, "There are no users.")
    return [user.as_json() for user in everybody]
    # end task 1


@bp.get("/<user_id>")
def fetch_user(user_id: str) -> ResponseReturnValue:
    """One user, or 404."""
    # task 1: the user with this id
    abort(501)
    # end task 1


@bp.post("")
def create_user() -> ResponseReturnValue:
    """Register somebody: 201, where they are, and the user; 409 if the e-mail address is taken."""
    sent = fields.read_user()
    user = User(name=sent.name, email=sent.email)
    save(user)
    # task 2: say that something was made, and where it is
    return user.as_json()
    # end task 2


@bp.put("/<user_id>")
def replace_user(user_id: str) -> ResponseReturnValue:
    """Put a new name and address in place of the old ones; 404, or 409 if the address is somebody else's."""
    # task 4: all of it, or nothing
    abort(501)
    # end task 4


@bp.delete("/<user_id>")
def delete_user(user_id: str) -> ResponseReturnValue:
    """Delete a user: 204, or 404."""
    # task 4: when the client hears of it, the user is gone
    abort(501)
    # end task 4


def find(user_id: str, to_change: bool = False) -> User:
    """The user with this id; 404 if there is none.

    Who says `to_change` locks the row until the transaction ends, so that nobody deletes it in between.
    """
    user = session().get(User, fields.read_id(user_id), with_for_update=to_change)
    if user is None:
        abort(404, "Nobody has this id.")
    return user


def url_of(user: User) -> str:
    """Where this user can be fetched."""
    return url_for("users.fetch_user", user_id=user.id)

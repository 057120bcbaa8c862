"""The routes: what each one takes and what it answers."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chassis.database import session
from users import fields
from users.models import User
from users.store import save

bp = Blueprint("users", __name__, url_prefix="/users")


@bp.get("")
def list_users() -> ResponseReturnValue:
    """Every user."""
    everybody = session().scalars(select(User).order_by(User.id))
    return [user.as_json() for user in everybody]


@bp.get("/<user_id>")
def fetch_user(user_id: str) -> ResponseReturnValue:
    """One user, or 404."""
    return find(user_id).as_json()


@bp.post("")
def create_user() -> ResponseReturnValue:
    """Register somebody: 201, where they are, and the user; 409 if the e-mail address is taken."""
    sent = fields.read_user()
    user = User(name=sent.name, email=sent.email)
    save(user)
    return user.as_json(), 201, {"Location": url_of(user)}


@bp.put("/<user_id>")
def replace_user(user_id: str) -> ResponseReturnValue:
    """Put a new name and address in place of the old ones; 404, or 409 if the address is somebody else's."""
    sent = fields.read_user()
    user = find(user_id, to_change=True)
    user.name, user.email = sent.name, sent.email
    save(user)
    return user.as_json()


@bp.delete("/<user_id>")
def delete_user(user_id: str) -> ResponseReturnValue:
    """Delete a user: 204, or 404."""
    session().delete(find(user_id, to_change=True))
    session().commit()
    return "", 204


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

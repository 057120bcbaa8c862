"""The routes: what each one takes and what it answers."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from chassis.database import session
from users import fields, logins, passwords, permissions
from users.me import forget
from users.models import User
from users.store import save

bp = Blueprint("users", __name__, url_prefix="/users")


@bp.get("")
def list_users() -> ResponseReturnValue:
    """The users whom the caller may see."""
    return [user.as_json() for user in session().scalars(permissions.visible().order_by(User.id))]


@bp.get("/<user_id>")
def fetch_user(user_id: str) -> ResponseReturnValue:
    """One user, or 404."""
    return find(user_id).as_json()


@bp.post("")
def create_user() -> ResponseReturnValue:
    """Register somebody: 201, where they are, and the user; 409 if the e-mail address is taken."""
    sent = fields.read_user(password_needed=True)
    user = User()
    change(user, sent)
    save(user)
    return user.as_json(), 201, {"Location": url_of(user)}


@bp.put("/<user_id>")
def replace_user(user_id: str) -> ResponseReturnValue:
    """Put a new name and address in place of the old ones; 404, or 409 if the address is somebody else's.

    A password is replaced if one was sent, and whoever logged in with the old one is logged out.
    """
    sent = fields.read_user(password_needed=False)
    user = find(user_id, to_change=True)
    if sent.password is not None:
        logins.end_all(user.id)
    change(user, sent)
    save(user)
    forget(user.id)
    return user.as_json()


@bp.delete("/<user_id>")
def delete_user(user_id: str) -> ResponseReturnValue:
    """Delete a user: 204, or 404."""
    user = find(user_id, to_change=True)
    session().delete(user)
    session().commit()
    forget(user.id)
    return "", 204


def change(user: User, sent: fields.UserFields) -> None:
    """Give the user what was sent; of a password only what is kept of it, if one was sent."""
    user.name, user.email = sent.name, sent.email
    if sent.password is not None:
        user.password_hash = passwords.hashed(sent.password)


def find(user_id: str, to_change: bool = False) -> User:
    """The user with this id, locked if it is `to_change`; 404 if there is none, or none whom the caller may see."""
    wanted = permissions.visible().where(User.id == fields.number_of(user_id))
    user = session().scalar(wanted.with_for_update() if to_change else wanted)
    if user is None:
        abort(404, "Nobody has this id.")
    return user


def url_of(user: User) -> str:
    """Where this user can be fetched."""
    return url_for("users.fetch_user", user_id=user.id)

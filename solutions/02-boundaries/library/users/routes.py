"""Users over HTTP. No two have the same e-mail address."""

import re

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from library import web
from library.collection import Item
from library.users import store

bp = Blueprint("users", __name__, url_prefix="/users")


@bp.get("")
def list_users() -> ResponseReturnValue:
    """Every user."""
    return store.everyone()


@bp.get("/<user_id>")
def fetch_user(user_id: str) -> ResponseReturnValue:
    """One user, or 404."""
    user = store.get(user_id)
    if user is None:
        abort(404, "there is no such user")
    return user


@bp.post("")
def create_user() -> ResponseReturnValue:
    """Store a new user: 201, where they are, and the user; 409 if somebody has this e-mail address."""
    fields = read_user()
    try:
        user = store.add(fields)
    except store.Taken:
        abort(409, "somebody has this e-mail address already")
    return user, 201, {"Location": url_for("users.fetch_user", user_id=user["id"])}


@bp.put("/<user_id>")
def replace_user(user_id: str) -> ResponseReturnValue:
    """Put new details in place of a user's old ones; 409 if somebody else has this e-mail address."""
    fields = read_user()
    try:
        user = store.replace(user_id, fields)
    except store.Taken:
        abort(409, "somebody else has this e-mail address")
    if user is None:
        abort(404, "there is no such user")
    return user


@bp.delete("/<user_id>")
def delete_user(user_id: str) -> ResponseReturnValue:
    """Take a user out of the library: 204, with nothing in the body."""
    if not store.remove(user_id):
        abort(404, "there is no such user")
    return "", 204


def read_user() -> Item:
    """The user in the request's body, with these two fields whatever else was sent; 400 if one is wrong."""
    body = web.json_object()
    user = {"name": web.text(body, "name"), "email": web.text(body, "email")}
    if not is_email(user["email"]):
        abort(400, "email: expected an address like name@example.org")
    return user


def is_email(address: str) -> bool:
    """Whether this looks like an e-mail address: something, an @, and a domain of two parts or more."""
    if len(address) > 254:
        return False
    # each character fits one place in this pattern only, so there is never a second way to try
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", address) is not None

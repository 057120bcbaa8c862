"""What clients see of the users."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, url_for

from library import wire
from library.users.members import AddressTaken, User, Users

LONGEST_ADDRESS = 254


def blueprint(users: Users) -> Blueprint:
    blue = Blueprint("users", __name__, url_prefix="/users")

    @blue.route("", methods=["GET"])
    def everybody() -> Response:
        return jsonify([asdict(user) for user in users])

    @blue.route("", methods=["POST"])
    def register() -> Response:
        user = stored(users, None)
        response = make_response(asdict(user), 201)
        response.location = url_for(".somebody", user_id=user.id, _external=True)
        return response

    @blue.route("/<user_id>", methods=["GET"])
    def somebody(user_id: str) -> dict[str, Any]:
        return asdict(users.get(user_id) or abort(404, "No user has this id."))

    @blue.route("/<user_id>", methods=["PUT"])
    def change(user_id: str) -> dict[str, Any]:
        somebody(user_id)
        return asdict(stored(users, user_id))

    @blue.route("/<user_id>", methods=["DELETE"])
    def leave(user_id: str) -> Response:
        return wire.gone() if users.drop(user_id) else abort(404, "No user has this id.")

    return blue


def stored(users: Users, user_id: str | None) -> User:
    sent = wire.body()
    user = User(email=wire.one_text(sent, "email", LONGEST_ADDRESS), name=wire.one_text(sent, "name"))
    if not is_address(user.email):
        abort(400, "email must be an address like name@example.org.")
    try:
        return users.put(user_id, user) or abort(404, "No user has this id.")
    except AddressTaken:
        return abort(409, "Somebody has this address.")


def is_address(text: str) -> bool:
    """One @, something before it, and after it two parts or more between dots."""
    name, at, domain = text.partition("@")
    blank = any(letter.isspace() for letter in text)
    return not blank and bool(name and at) and "@" not in domain and "." in domain and all(domain.split("."))

"""What a client may send: nothing is believed before it has been looked at."""

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from chassis.problems import Invalid, pointer
from users.models import EMAIL_LENGTH, NAME_LENGTH

LARGEST_ID = 2**31 - 1  # that PostgreSQL's integer can hold

# each character fits one place only, so that a long address is refused as quickly as a short one
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True)
class UserFields:
    """What a client says about a user."""

    name: str
    email: str


def read_user() -> UserFields:
    """The user in the body of the request; a body that holds none is refused.

    With 415 if it isn't sent as JSON, with 400 if it isn't JSON, and with Invalid, which names all fields that are
    wrong, if it is no user.
    """
    body = request.get_json()
    if not isinstance(body, dict):
        raise Invalid([{"pointer": pointer(), "detail": "Expected a JSON object."}])
    errors = dict.fromkeys(body.keys() - {"name", "email"}, "A user has no such field.")
    if not is_text(body.get("name"), NAME_LENGTH):
        errors["name"] = f"Expected 1 to {NAME_LENGTH} characters, and not only blanks."
    if not is_text(body.get("email"), EMAIL_LENGTH) or not EMAIL.fullmatch(body["email"]):
        errors["email"] = f"Expected an address like name@example.org, of at most {EMAIL_LENGTH} characters."
    if errors:
        # task 2: each with its place
        raise Invalid({"pointer": pointer(name), "detail": detail} for name, detail in errors.items())
        # end task 2
    return UserFields(name=body["name"], email=body["email"])


def is_text(value: Any, most: int) -> bool:
    """Whether this is text of at most `most` characters, with something in it, that the database can hold."""
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        return False
    # PostgreSQL has no place in a text for the first of these, and UTF-8 has no bytes for the others
    return not re.search(r"[\0\ud800-\udfff]", value)


def read_id(text: str) -> int:
    """The number behind an id that a client has sent; 404 if no user's id can be written like that."""
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text) or int(text) > LARGEST_ID:
        abort(404, "Nobody has this id.")
    return int(text)

"""What a client may send: nothing is believed before it has been looked at."""

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from users.errors import Invalid
from users.models import EMAIL_LENGTH, NAME_LENGTH

LARGEST_ID = 2**31 - 1  # that PostgreSQL's integer can hold

# task 2: what an e-mail address looks like
EMAIL = re.compile(r".+@.+")
# end task 2


@dataclass(frozen=True)
class UserFields:
    """What a client says about a user."""

    name: str
    email: str


def read_user() -> UserFields:
    """The user in the body of the request; a body that holds none is refused.

    With 415 if it isn't sent as JSON, with 400 if it isn't JSON, or no object; and with 400 and the names of all fields
    that are wrong (Invalid) if the object is no user.
    """
    # task 2: a JSON object, with the fields of a user and no others
    body = request.get_json(force=True)
    if not body:
        abort(400, "Expected a JSON object.")
    errors: dict[str, str] = {}
    # end task 2
    if not is_text(body.get("name"), NAME_LENGTH):
        errors["name"] = f"Expected 1 to {NAME_LENGTH} characters, and not only blanks."
    if not is_text(body.get("email"), EMAIL_LENGTH) or not EMAIL.fullmatch(body["email"]):
        errors["email"] = f"Expected an address like name@example.org, of at most {EMAIL_LENGTH} characters."
    if errors:
        raise Invalid(errors)
    return UserFields(name=body["name"], email=body["email"])


def is_text(value: Any, most: int) -> bool:
    """Whether this is text of at most `most` characters, with something in it, that the database can hold."""
    # task 2: accept what can be stored, and nothing else
    return value not in (None, "")
    # end task 2


def read_id(text: str) -> int:
    """The number behind an id that a client has sent; 404 if no user's id can be written like that."""
    # task 1: for clients an id is text, for the table it is an integer
    return int(text)
    # end task 1

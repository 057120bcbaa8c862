"""What a client may send: nothing is believed before it has been looked at."""

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from chassis.problems import body_is_wrong, pointer
from users.models import EMAIL_LENGTH, NAME_LENGTH

LARGEST_ID = 2**31 - 1  # that PostgreSQL's integer can hold

# each character fits one place only, so that a long address is refused as quickly as a short one
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True)
class UserFields:
    """What a client says about a user."""

    name: str
    email: str


def is_name(value: Any) -> bool:
    return is_text(value, NAME_LENGTH)


def is_email(value: Any) -> bool:
    return is_text(value, EMAIL_LENGTH) and EMAIL.fullmatch(value) is not None


RULES = {
    "name": (is_name, f"Text of at most {NAME_LENGTH} characters, not all of them blanks."),
    "email": (is_email, f"An e-mail address of at most {EMAIL_LENGTH} characters."),
}


def read_user() -> UserFields:
    """The user in the body of the request; 415 or 400 for a body that holds none."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise body_is_wrong({pointer(): "A user is a JSON object."})
    # task 2: each with its place
    mistakes = {pointer(name): "A user has no such field." for name in body if name not in RULES}
    mistakes |= {pointer(name): rule for name, (fits, rule) in RULES.items() if not fits(body.get(name))}
    if mistakes:
        raise body_is_wrong(mistakes)
    # end task 2
    return UserFields(**body)


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

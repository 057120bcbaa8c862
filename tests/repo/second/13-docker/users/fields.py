"""What a client may send: nothing is believed before it has been looked at."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask import request

from chassis.problems import Invalid, pointer
from users.models import EMAIL_LENGTH, NAME_LENGTH

SHORTEST, LONGEST = 15, 128  # password: NIST asks for 15 characters where there is nothing but it (SP 800-63B-4)
MOST_SENT = 1000  # characters, in an address, a password or a token that may be nobody's
LARGEST_ID = 2**31 - 1  # that PostgreSQL's integer can hold

# each character fits one place only, so that a long address is refused as quickly as a short one
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True)
class UserFields:
    """What a client says about a user. The password shows up nowhere, should somebody log this."""

    name: str
    email: str
    password: str | None = field(repr=False)


@dataclass(frozen=True)
class LoginFields:
    """Who a client says that they are, and the password that shows it."""

    email: str
    password: str = field(repr=False)


def read_user(password_needed: bool) -> UserFields:
    """The user in the body of the request; a body that holds none is refused.

    With 415 if it isn't sent as JSON, with 400 if it isn't JSON, and with Invalid, which names all fields that are
    wrong, if it is no user.
    """
    body = read_object()
    errors = dict.fromkeys(body.keys() - {"name", "email", "password"}, "A user has no such field.")
    if not is_text(body.get("name"), NAME_LENGTH):
        errors["name"] = f"Expected 1 to {NAME_LENGTH} characters, and not only blanks."
    if not is_text(body.get("email"), EMAIL_LENGTH) or not EMAIL.fullmatch(body["email"]):
        errors["email"] = f"Expected an address like name@example.org, of at most {EMAIL_LENGTH} characters."
    if password_needed or "password" in body:
        password: Any = body.get("password")
        if not is_text(password, LONGEST) or len(password) < SHORTEST:
            errors["password"] = f"Expected {SHORTEST} to {LONGEST} characters, and not only blanks."
    refuse(errors)
    return UserFields(name=body["name"], email=body["email"], password=body.get("password"))


def read_login() -> LoginFields:
    """The e-mail address and the password in the body; whose they are is not looked at, so that nothing is told."""
    body = read_object()
    wrong = [name for name in ("email", "password") if not is_text(body.get(name), MOST_SENT)]
    refuse(dict.fromkeys(wrong, "Expected text."))
    return LoginFields(email=body["email"], password=body["password"])


def read_refresh_token() -> str:
    """The refresh token in the body."""
    token = read_object().get("refresh_token")
    if not is_text(token, MOST_SENT):
        refuse({"refresh_token": "Expected text."})
    return str(token)


def read_object() -> dict[str, Any]:
    """The JSON object that was sent; 415 or 400 if none was."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise Invalid([{"pointer": pointer(), "detail": "Expected a JSON object."}])
    return body


def refuse(errors: dict[str, str]) -> None:
    """Raise Invalid if there are any: the fields that are wrong, and for each what was expected."""
    if errors:
        raise Invalid({"pointer": pointer(name), "detail": detail} for name, detail in errors.items())


def is_text(value: Any, most: int) -> bool:
    """Whether this is text of at most `most` characters, with something in it, that the database can hold."""
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        return False
    # PostgreSQL has no place in a text for the first of these, and UTF-8 has no bytes for the others
    return not re.search(r"[\0\ud800-\udfff]", value)


def number_of(user_id: str) -> int | None:
    """The number behind an id that a client has sent; None if no user's id can be written like that."""
    if not re.fullmatch(r"[1-9][0-9]{0,9}", user_id) or int(user_id) > LARGEST_ID:
        return None
    return int(user_id)

"""The body of a request, taken apart by hand."""

import json
from collections.abc import Iterator
from typing import Any

from flask import abort, request


class NoUser(Exception):
    """JSON, but not a user: pairs of a field and what is wrong with it."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems


def sent_user() -> dict[str, str]:
    if request.mimetype != "application/json":
        abort(415, "Send a user as application/json.")
    try:
        body = json.loads(request.get_data().decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError):
        abort(400, "The body is not JSON in UTF-8.")
    if not isinstance(body, dict):
        raise NoUser([("", "a user is a JSON object")])
    problems = list(problems_of(body))
    if problems:
        raise NoUser(problems)
    return body


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def problems_of(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field, check in (("name", why_no_name), ("email", why_no_email)):
        if field not in body:
            yield field, "is missing"
        elif problem := why_no_text(body[field]) or check(body[field]):
            yield field, problem
    yield from ((field, "is not a field of a user") for field in body.keys() - {"name", "email"})


def why_no_text(value: Any) -> str:
    if not isinstance(value, str):
        return "is not text"
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return "has a character that can't be stored"
    return ""


def why_no_name(name: str) -> str:
    return "" if name.strip() and len(name) <= 200 else "needs 1 to 200 characters, not all of them blank"


def why_no_email(email: str) -> str:
    if len(email) > 254:
        return "is longer than 254 characters"
    if any(character.isspace() or character == "\ufeff" for character in email):
        return "has a blank in it"
    local, at, domain = email.partition("@")
    labels = domain.split(".")
    if not (local and at and "@" not in domain and len(labels) > 1 and all(labels)):
        return "is not name@domain.tld"
    return ""

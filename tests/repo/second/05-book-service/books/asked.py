"""What clients send, read by hand: the query of the list, and the body of a new book."""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import abort, request

WRITTEN_NUMBER = re.compile("0*[1-9][0-9]*")
AUTHOR = re.compile("[A-Za-z0-9._~-]{1,64}")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
PARAMETERS = ("genre", "author_id", "page", "size")
FIELDS = ("title", "author_id", "genre", "year")


class Refused(Exception):
    """Problems by the name of the parameter or the field."""

    def __init__(self, status: int, problems: dict[str, str]) -> None:
        self.status = status
        self.problems = problems


class Question(NamedTuple):
    genre: str | None
    author_id: str | None
    page: int
    size: int
    # as it was asked, without the page
    rest: list[tuple[str, str]]


def question() -> Question:
    # what is no UTF-8 becomes halves of surrogate pairs, which are refused below
    query = request.query_string.decode("utf-8", "surrogateescape")
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    values = dict(pairs)
    problems: dict[str, str] = {}
    for name, value in pairs:
        if name not in PARAMETERS:
            problems[name] = f"unknown; there are {', '.join(PARAMETERS)}"
        elif [other for other, _ in pairs].count(name) > 1:
            problems[name] = "given more than once"
        elif not value:
            problems[name] = "empty"
        elif UNSTORABLE.search(value):
            problems[name] = "no text that a book can have"
        elif name in ("page", "size") and not WRITTEN_NUMBER.fullmatch(value):
            problems[name] = "no whole number from 1"
        elif name == "size" and number(value) > 100:
            problems[name] = "more than 100"
    if problems:
        raise Refused(400, problems)
    page, size = number(values.get("page", "1")), number(values.get("size", "20"))
    rest = [(name, value) for name, value in pairs if name != "page"]
    return Question(values.get("genre"), values.get("author_id"), page, size, rest)


def number(digits: str) -> int:
    """The number; all that are beyond the books of this world are one."""
    digits = digits.lstrip("0")
    return int(digits) if len(digits) < 16 else 10**16


def new_book() -> dict[str, Any]:
    if request.mimetype != "application/json":
        abort(415, "A book is sent as application/json.")
    try:
        body = json.loads(request.get_data().decode(), parse_constant=no_number)
    except (ValueError, RecursionError):
        abort(400, "The body can't be read as JSON.")
    if not isinstance(body, dict):
        abort(422, "A book is a JSON object.")
    problems = {name: "not a field of a new book" for name in body if name not in FIELDS}
    problems |= {name: "missing" for name in FIELDS if name not in body}
    problems |= {name: problem for name in FIELDS if name in body and (problem := why_not(name, body[name]))}
    if problems:
        raise Refused(422, problems)
    return body | {"year": int(body["year"])}


def why_not(name: str, value: Any) -> str:
    if name == "year":
        # 1979.0 is an integer to JSON Schema, and so to those who read the document
        whole = type(value) is int or (type(value) is float and value.is_integer())
        return "" if whole and -3000 <= value <= 2100 else "no integer from -3000 to 2100"
    if not isinstance(value, str):
        return "no text"
    if UNSTORABLE.search(value):
        return "has a character that can't be stored"
    if name == "author_id":
        return "" if AUTHOR.fullmatch(value) else "not 1 to 64 letters, digits, or . _ ~ -"
    most = 200 if name == "title" else 100
    return "" if value.strip() and len(value) <= most else f"not 1 to {most} characters, or all blank"


def no_number(constant: str) -> None:
    raise ValueError(constant)

"""What the library keeps, which values it takes, and how it reads a body and a query that may be anything."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from flask import abort, request

Thing = dict[str, Any]
Test = Callable[[Any], bool]

HOST = r"([a-z0-9-]+(\.[a-z0-9-]+)*\.?|\[[0-9a-f:.]+\])"
URL = re.compile(rf"https?://{HOST}(:[0-9]{{1,5}})?([/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    name: str
    fields: dict[str, Test]
    defaults: Thing = field(default_factory=dict)
    # what no two of them may have in common, or None
    identity: Callable[[Thing], Any] | None = None


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def is_title(value: Any) -> bool:
    return is_text(value) and len(value) <= 200


def whole(low: int, high: int) -> Test:
    return lambda value: type(value) is int and low <= value <= high


def is_cast(value: Any) -> bool:
    return isinstance(value, list) and all(is_text(name) for name in value)


def is_image(value: Any) -> bool:
    return value is None or (isinstance(value, str) and URL.fullmatch(value) is not None)


def is_email(value: Any) -> bool:
    """One @, something before it, and after it parts between dots. Nothing here tries twice."""
    if not isinstance(value, str) or len(value) > 254 or " " in value or not value.isprintable():
        return False
    name, _, domain = value.partition("@")
    parts = domain.split(".")
    return name != "" and "@" not in domain and len(parts) > 1 and all(parts)


MOVIES = Kind(
    "movies",
    {
        "description": lambda value: isinstance(value, str),
        "image": is_image,
        "cast": is_cast,
        "year": whole(1888, 2100),
        "title": is_title,
    },
    {"cast": [], "image": None, "description": ""},
    lambda movie: [movie["title"], movie["year"]],
)
USERS = Kind("users", {"email": is_email, "name": is_text}, identity=lambda user: user["email"].casefold())
BOOKS = Kind("books", {"year": whole(-9999, 9999), "genre": is_text, "author_id": is_text, "title": is_title})
AUTHORS = Kind("authors", {"born": whole(-9999, 9999), "name": is_text})


def body_for(kind: Kind) -> Thing:
    """The thing in the body, filled up with what was left out. What doesn't fit is refused."""
    body = json_body()
    if not isinstance(body, dict) or not body.keys() <= kind.fields.keys():
        abort(422, f"The body must be an object with nothing but {', '.join(kind.fields)}.")
    thing = kind.defaults | body
    for name, fits in kind.fields.items():
        if name not in thing or not fits(thing[name]):
            abort(422, f"{name} is missing, or not what it should be.")
    return {name: thing[name] for name in kind.fields}


def json_body() -> Any:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        abort(415, "The body must be sent as application/json, in UTF-8.")
    try:
        body = json.loads(request.get_data().decode("utf-8"), parse_constant=no_json)
        # half a surrogate pair can be read, but never be sent
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        abort(400, "The body can't be read as JSON.")
    return body


def no_json(constant: str) -> NoReturn:
    raise ValueError(constant)


def query(*names: str) -> dict[str, str]:
    """The parameters in the query: each at most once, and none but these."""
    if any(name not in names or len(values) > 1 for name, values in request.args.lists()):
        abort(400, f"The query takes each of these once: {', '.join(names)}.")
    return request.args.to_dict()


def whole_number(asked: dict[str, str], name: str) -> int | None:
    if name in asked and not re.fullmatch("[+-]?[0-9]{1,999}", asked[name]):
        abort(400, f"{name} must be a whole number.")
    return int(asked[name]) if name in asked else None


def from_one(asked: dict[str, str], name: str, default: int, most: int) -> int:
    number = whole_number({name: str(default)} | asked, name)
    if number is None or not 1 <= number <= most:
        abort(400, f"{name} must be from 1 to {most}.")
    return number

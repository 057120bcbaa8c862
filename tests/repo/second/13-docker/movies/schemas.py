"""What clients may send and what they get: requests are checked against this, and RESTX writes the document from it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from flask_restx import Namespace, fields
from jsonschema import Draft202012Validator, ValidationError

from chassis import problems
from chassis.problems import pointer
from movies.models import TITLE_LENGTH

ns = Namespace("movies", path="/", description="The movies of the library")

END = r"(?![\s\S])"  # not $, which in Python lets one more line break through
TEXT = rf"^[^\x00]*{END}"  # text in PostgreSQL can't hold a NUL
NOT_BLANK = rf"^[^\x00]*[^\s\x1c-\x1f\x85\x00][^\x00]*{END}"  # \s alone is not the same in every language
WEB_ADDRESS = rf"^https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][!-~]*)?{END}"
UNSTORABLE = re.compile(r"[\ud800-\udfff]")  # halves of a character, for which UTF-8 has no bytes


class NullableString(fields.String):
    """A string or null."""

    __schema_type__ = ("string", "null")


new_movie = ns.model(
    "NewMovie",
    {
        "title": fields.String(
            required=True,
            pattern=NOT_BLANK,
            max_length=TITLE_LENGTH,
            example="Alien",
            description=f"At most {TITLE_LENGTH} characters, and not only blanks",
        ),
        "year": fields.Integer(
            required=True, min=1888, max=2100, example=1979, description="A whole number from 1888 to 2100"
        ),
        "cast": fields.List(
            fields.String(pattern=NOT_BLANK, example="Sigourney Weaver"), default=[], description="A list of names"
        ),
        "image": NullableString(
            pattern=WEB_ADDRESS,
            example="https://images.example.org/alien.jpg",
            description="A web address (http or https), or null",
        ),
        "description": fields.String(pattern=TEXT, default="", description="Text"),
    },
    strict=True,
)
movie = ns.model(
    "Movie",
    {
        "id": fields.String(required=True),
        "title": fields.String(required=True),
        "year": fields.Integer(required=True),
        "cast": fields.List(fields.String, required=True),
        "image": NullableString(required=True),
        "description": fields.String(required=True),
        "added_by": NullableString(
            required=True, description="The id of the user who has added it and may change it, or null for nobody"
        ),
    },
)
place = ns.model(
    "Place",
    {
        "detail": fields.String(required=True, description="What is wrong there"),
        "pointer": fields.String(description="Where in the body, as a JSON pointer", example="#/year"),
        "parameter": fields.String(description="Or which parameter of the query", example="year"),
    },
)
problem = ns.model(
    "Problem",
    {
        "type": fields.String(required=True, example="about:blank"),
        "title": fields.String(required=True, example="Not Found"),
        "status": fields.Integer(required=True, example=404),
        "detail": fields.String(required=True, description="What happened this time"),
        "request_id": fields.String(required=True, description="What our log has it under"),
        "errors": fields.List(fields.Nested(place), description="Each place that is wrong in what was sent"),
    },
)
answers_json = ns.produces(["application/json", "application/problem+json"])
challenge = {"WWW-Authenticate": 'Bearer, and with error="invalid_token" where a token has come (RFC 6750)'}
later = {"Retry-After": "In how many seconds"}
version = {"ETag": "Which version it is", "Cache-Control": "Who may keep it, and has to ask before using it again"}
health = ns.model("Health", {"status": fields.String(required=True, example="ok")})
ready = ns.model("Ready", {"status": fields.String(required=True, example="ready")})

VALIDATOR = Draft202012Validator(new_movie.__schema__)


def read_movie() -> dict[str, Any]:
    """The movie in the body of this request, with a value for every field.

    Refused: not sent as JSON (415), not JSON (400), or no movie (Invalid, with everything that is wrong).
    """
    body = request.get_json()
    errors = once([*(found for error in VALIDATOR.iter_errors(body) for found in places(error)), *unstorable(body)])
    if errors:
        raise problems.Invalid(errors)
    return {
        "title": body["title"],
        "year": int(body["year"]),
        "cast": body.get("cast", []),
        "image": body.get("image"),
        "description": body.get("description", ""),
    }


def places(error: ValidationError) -> Iterator[dict[str, str]]:
    """Each field that this error is about, and what is expected there."""
    match error.validator:
        case "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            yield from ({"pointer": pointer(name), "detail": "It is missing."} for name in missing)
        case "additionalProperties":
            unknown = error.instance.keys() - error.schema["properties"].keys()
            yield from ({"pointer": pointer(name), "detail": "A movie has no such field."} for name in sorted(unknown))
        case _ if error.path:
            field = new_movie[error.path[0]]
            yield {"pointer": pointer(*error.path), "detail": f"Expected: {field.description}."}
        case _:
            yield {"pointer": pointer(), "detail": "Expected a JSON object."}


def unstorable(value: Any, *place: str | int) -> Iterator[dict[str, str]]:
    """Each place in a body at which there is a character that the database can't hold."""
    if isinstance(value, str) and UNSTORABLE.search(value):
        yield {"pointer": pointer(*place), "detail": "There is a character in it that can't be stored."}
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from unstorable(inner, *place, name)


def once(errors: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The first of the errors at each place."""
    return list({error["pointer"]: error for error in reversed(list(errors))}.values())[::-1]


def year_asked_for() -> int | None:
    """The year in the query of this request, or None; raises Invalid for anything but a whole number."""
    if "year" not in request.args:
        return None
    try:
        return int(request.args["year"])
    except ValueError:
        expected = "Expected a whole number, as in /movies?year=1979."
        raise problems.Invalid([{"parameter": "year", "detail": expected}]) from None

"""What clients may send and what they get: requests are checked against this, and RESTX writes the document from it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from flask_restx import Namespace, fields
from jsonschema import Draft202012Validator

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
health = ns.model("Health", {"status": fields.String(required=True, example="ok")})

VALIDATOR = Draft202012Validator(new_movie.__schema__)


def read_movie() -> dict[str, Any]:
    """The movie in the body of this request, with a value for every field."""
    body = request.get_json()
    # task 2: all that is wrong, each with its place
    if mistakes := mistakes_in(body):
        raise problems.body_is_wrong(mistakes)
    # end task 2
    return {
        "title": body["title"],
        "year": int(body["year"]),
        "cast": body.get("cast", []),
        "image": body.get("image"),
        "description": body.get("description", ""),
    }


def mistakes_in(body: Any) -> dict[str, str]:
    """What is wrong with a movie, by its pointer: a place has one entry, however many rules it breaks."""
    if not isinstance(body, dict):
        return {pointer(): "A movie is a JSON object."}
    mistakes = {pointer(name): "There is no such field." for name in body if name not in new_movie}
    mistakes |= {
        pointer(name): "This field is needed."
        for name, field in new_movie.items()
        if field.required and name not in body
    }
    for name, *rest in wrong_places(body):
        mistakes[pointer(name, *rest)] = f"{new_movie[name].description}, please."
    return mistakes


def wrong_places(body: dict[str, Any]) -> Iterator[Iterable[str | int]]:
    """Each place where a field has a value that it can't have."""
    yield from (error.path for error in VALIDATOR.iter_errors(body) if error.path)
    for name in body.keys() & new_movie.keys():
        values = enumerate(body[name]) if isinstance(body[name], list) else [(None, body[name])]
        for index, text in values:
            if isinstance(text, str) and UNSTORABLE.search(text):
                yield [name] if index is None else [name, index]


def year_asked_for() -> int | None:
    """The year in the query of this request, or None."""
    try:
        return int(request.args["year"]) if "year" in request.args else None
    except ValueError:
        raise problems.query_is_wrong({"year": "A whole number, please, as in /movies?year=1979."}) from None

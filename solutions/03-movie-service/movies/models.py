"""What clients may send and what they get: RESTX checks requests against this and writes the document from it."""

from typing import Any

from flask_restx import Namespace, fields

from movies.store import NewMovie

ns = Namespace("movies", path="/", description="The movies of the library")


class NullableString(fields.String):
    """A string or null."""

    __schema_type__ = ("string", "null")


# task 2: say exactly what may be sent
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"  # \s alone is not the same in every language
END = r"(?![\s\S])"  # not $, which in Python lets one more line break through
WEB_ADDRESS = rf"^https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][!-~]*)?{END}"

new_movie = ns.model(
    "NewMovie",
    {
        "title": fields.String(required=True, pattern=NOT_BLANK, max_length=200, example="Alien"),
        "year": fields.Integer(required=True, min=1888, max=2100, example=1979),
        "cast": fields.List(fields.String(pattern=NOT_BLANK, example="Sigourney Weaver"), default=[]),
        "image": NullableString(pattern=WEB_ADDRESS, example="https://images.example.org/alien.jpg"),
        "description": fields.String(default=""),
    },
    strict=True,
)
# end task 2


def complete(body: dict[str, Any]) -> NewMovie:
    """The movie in a request that has passed new_movie, with a value for every field that was left out."""
    # task 2: what a field is when the client does not send it
    return {
        "title": body["title"],
        "year": int(body["year"]),
        "cast": body.get("cast", []),
        "image": body.get("image"),
        "description": body.get("description", ""),
    }
    # end task 2


# task 6: what a reply carries
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
error = ns.model(
    "Error",
    {
        "message": fields.String(required=True),
        "errors": fields.Raw(description="Field by field, what is wrong with the body"),
    },
)
# end task 6
health = ns.model("Health", {"status": fields.String(required=True, example="ok")})

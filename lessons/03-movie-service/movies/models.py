"""What clients may send and what they get: RESTX checks requests against this and writes the document from it."""

from typing import Any

from flask_restx import Namespace, fields

from movies.store import NewMovie

ns = Namespace("movies", path="/", description="The movies of the library")


class NullableString(fields.String):
    """A string or null."""

    __schema_type__ = ("string", "null")


# task 2: say exactly what may be sent
new_movie = ns.model(
    "NewMovie",
    {
        "title": fields.String(required=True),
        "year": fields.Integer(required=True),
        "cast": fields.List(fields.String),
        "image": NullableString,
        "description": fields.String,
    },
)
# end task 2


def complete(body: dict[str, Any]) -> NewMovie:
    """The movie in a request that has passed new_movie, with a value for every field that was left out."""
    # task 2: what a field is when the client does not send it
    return body
    # end task 2


# task 6: what a reply carries
movie = ns.inherit("Movie", new_movie, {"id": fields.String})
# end task 6
health = ns.model("Health", {"status": fields.String(required=True, example="ok")})

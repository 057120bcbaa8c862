"""What may come in: from clients, strictly; from the book service, as much as we need of it."""

from collections.abc import Mapping
from typing import Any, TypedDict

from flask import request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from authors.models import NAME_LENGTH

NOT_BLANK = validate.Regexp(r"\s*\S", error="Expected more than blanks.")
STORABLE = validate.Regexp(r"[^\0\ud800-\udfff]*\Z", error="Expected characters that text is made of.")
GENRE_LENGTH = 100
TITLE_LENGTH = 200


class Whole(fields.Integer):
    """An integer as JSON Schema has it: 1929.0 is one; "1929" and true are none."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        return super()._deserialize(number, attr, data, **kwargs)


class NewAuthor(Schema):
    """The body of POST /authors. Fields that nobody knows are refused, as marshmallow does unless told otherwise."""

    name = fields.String(required=True, validate=[validate.Length(max=NAME_LENGTH), NOT_BLANK, STORABLE])
    born = Whole(strict=True, allow_none=True, load_default=None, validate=validate.Range(-3000, 2100))


class NewBook(Schema):
    """The body of POST /authors/{id}/books; whose book it is says the path. As strict as the book service."""

    title = fields.String(required=True, validate=[validate.Length(max=TITLE_LENGTH), NOT_BLANK, STORABLE])
    genre = fields.String(required=True, validate=[validate.Length(max=GENRE_LENGTH), NOT_BLANK, STORABLE])
    year = Whole(strict=True, required=True, validate=validate.Range(-3000, 2100))


class GenreQuery(Schema):
    """The query of GET /authors and GET /authors/{id}/books."""

    genre = fields.String(load_default=None, validate=[validate.Length(max=GENRE_LENGTH), NOT_BLANK, STORABLE])


class BookReply(Schema):
    """A book as the book service answers it. What it says besides is no business of ours, and may grow."""

    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True)
    title = fields.String(required=True)
    author_id = fields.String(required=True, validate=STORABLE)  # our database is asked for it
    genre = fields.String(required=True)
    year = Whole(strict=True, required=True)


class Book(TypedDict):
    """A book that has passed BookReply."""

    id: str
    title: str
    author_id: str
    genre: str
    year: int


NEW_AUTHOR = NewAuthor()
NEW_BOOK = NewBook()
BOOKS = BookReply(many=True)
GENRE_QUERY = GenreQuery()


def genre_asked_for() -> str | None:
    """The genre in the query of the request, or None; raises ValidationError for any other query."""
    if not request.args:
        return None  # as nearly always; a schema would take longer than the cache does
    repeated = {name: ["Given more than once."] for name, values in request.args.lists() if len(values) > 1}
    if repeated:
        raise ValidationError(repeated)
    genre: str | None = GENRE_QUERY.load(request.args.to_dict())["genre"]
    return genre


def books_in(document: Any) -> list[Book]:
    """The books in what the book service has answered; raises ValueError when that is no list of books."""
    try:
        books: list[Book] = BOOKS.load(document)
    except ValidationError as error:
        raise ValueError(error.messages) from error
    return books

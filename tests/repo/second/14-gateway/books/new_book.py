"""What a client may send as a new book."""

from typing import Any

from flask import request
from marshmallow import Schema, validate

from books.fields import WholeNumber, identifier, text
from books.models import GENRE_LENGTH, TITLE_LENGTH

FIRST_YEAR, LAST_YEAR = -3000, 2100


class NewBook(Schema):
    """The fields that there are; marshmallow refuses every other."""

    title = text(TITLE_LENGTH, required=True)
    author_id = identifier(required=True)
    genre = text(GENRE_LENGTH, required=True)
    year = WholeNumber(required=True, validate=validate.Range(FIRST_YEAR, LAST_YEAR))


SCHEMA = NewBook()


def read_book() -> dict[str, Any]:
    """The fields of the book in the body of this request.

    Refused: not sent as JSON (415), not JSON (400), or no book (ValidationError, with everything that is wrong).
    """
    fields_of_book: dict[str, Any] = SCHEMA.load(request.get_json())
    return fields_of_book

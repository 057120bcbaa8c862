# task 5: take in a book, and refuse whatever is none
"""What a client may send as a new book."""

from typing import Any

from flask_restful import reqparse

PARSER = reqparse.RequestParser()
PARSER.add_argument("title", required=True)
PARSER.add_argument("author_id", required=True)
PARSER.add_argument("genre", required=True)
PARSER.add_argument("year", type=int, required=True)


def read_book() -> dict[str, Any]:
    """The fields of the book in the body of this request."""
    fields_of_book: dict[str, Any] = PARSER.parse_args()
    return fields_of_book

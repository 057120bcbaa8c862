"""What clients send, in a query or in a body, for marshmallow's schemas: two kinds of text, and numbers."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate

from books.models import ID_LENGTH

# text in PostgreSQL can't hold the first, UTF-8 has no bytes for the others
UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")


def text(most: int, required: bool = False) -> fields.String:
    """Text that the database can hold, of at most `most` characters, with something in it."""
    return fields.String(required=required, validate=[validate.Length(max=most), something_in_it, storable])


def identifier(required: bool = False) -> fields.String:
    """An id: characters that stand for themselves in a URL (RFC 3986, 2.3)."""
    problem = f"Expected 1 to {ID_LENGTH} letters, digits, dots, hyphens, underscores or tildes."
    pattern = rf"[A-Za-z0-9._~-]{{1,{ID_LENGTH}}}\Z"
    return fields.String(required=required, validate=validate.Regexp(pattern, error=problem))


class WholeNumber(fields.Integer):
    """A whole number in JSON: 1979, and 1979.0 too (JSON Schema Validation, 6.1.1), but neither "1979" nor true."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strict=True, **options)

    def _validated(self, value: Any) -> int:
        is_whole = isinstance(value, float) and value.is_integer()
        return super()._validated(int(value) if is_whole else value)


def something_in_it(value: str) -> None:
    """Refuse text that nobody can see."""
    if not value.strip():
        raise ValidationError("Expected something other than blanks.")


def storable(value: str) -> None:
    """Refuse text that would fail in the database."""
    if UNSTORABLE.search(value):
        raise ValidationError("There is a character in it that can't be stored.")

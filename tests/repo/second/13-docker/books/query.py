"""What may be asked of the list of books: whatever else is asked is refused, and named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError, fields, validate

from books.fields import identifier, text
from books.models import GENRE_LENGTH

LAST_PAGE = 1_000_000
LARGEST_SIZE = 100


@dataclass(frozen=True)
class Query:
    """Which books are asked for (None: of any genre, by any author), and which page of how many."""

    genre: str | None = None
    author_id: str | None = None
    page: int = 1
    size: int = 20


class Digits(fields.Integer):
    """A number in digits and nothing else: int() would take "1_0" for ten, and so would Integer."""

    def _deserialize(self, value: str, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not re.fullmatch("[0-9]{1,9}", value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class QuerySchema(Schema):
    """The parameters that there are. Marshmallow refuses every other, unless told not to."""

    genre = text(GENRE_LENGTH)
    author_id = identifier()
    page = Digits(validate=validate.Range(1, LAST_PAGE))
    size = Digits(validate=validate.Range(1, LARGEST_SIZE))


SCHEMA = QuerySchema()


def read_query() -> Query:
    """The query of this request; raises ValidationError with everything that is wrong with it."""
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise ValidationError({name: ["Given more than once."] for name in repeated})
    return Query(**SCHEMA.load(request.args.to_dict()))

# task 2: one page of the books, and where the others are
"""A list, cut into pages."""

from typing import Any

from sqlalchemy import Select

from books.database import session
from books.models import as_json
from books.query import Query


def one_page(books: Select[Any], query: Query) -> tuple[list[dict[str, Any]], int, dict[str, str]]:
    """The page of these books that is asked for, and a Link header that leads to the others."""
    rows = session().execute(books).all()
    return [as_json(row) for row in rows], 200, {}

# task 3: read the query strictly
"""What may be asked of the list of books."""

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True)
class Query:
    """Which books are asked for (None: of any genre, by any author), and which page of how many."""

    genre: str | None = None
    author_id: str | None = None
    page: int = 1
    size: int = 20


def read_query() -> Query:
    """The query of this request."""
    return Query(
        genre=request.args.get("genre"),
        author_id=request.args.get("author_id"),
        page=request.args.get("page", default=1, type=int),
        size=request.args.get("size", default=20, type=int),
    )

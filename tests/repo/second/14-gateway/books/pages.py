"""A list, cut into pages."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from books.models import BOOKS, as_json
from books.query import Query
from chassis.database import session


def one_page(books: Select[Any], query: Query) -> tuple[list[dict[str, Any]], int, dict[str, str]]:
    """The page of these books that is asked for, and a Link header that leads to the others."""
    # two books may have one title: only with the id is there one order and no other
    page = books.order_by(BOOKS.c.title, BOOKS.c.id).limit(query.size).offset((query.page - 1) * query.size)
    # counted in the same statement, so that no book comes or goes in between
    rows = session().execute(page.add_columns(func.count().over().label("total"))).all()
    total = rows[0].total if rows else count(books)
    return [as_json(row) for row in rows], 200, {"Link": links(query, total)}


def count(books: Select[Any]) -> int:
    """How many these are, on all pages together."""
    return session().scalar(select(func.count()).select_from(books.subquery())) or 0


def links(query: Query, total: int) -> str:
    """The Link header (RFC 8288) of a page: the same question, for the first, previous, next and last page."""
    last = max(1, (total + query.size - 1) // query.size)
    pages = {"first": 1, "prev": query.page - 1, "next": query.page + 1, "last": last}
    asked = {name: value for name, value in asdict(query).items() if value is not None}
    return ", ".join(
        f'<{request.path}?{urlencode(asked | {"page": page})}>; rel="{rel}"'
        for rel, page in pages.items()
        if 1 <= page <= last
    )

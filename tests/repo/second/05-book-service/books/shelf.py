"""The books in the database: SQL with bound parameters, on one engine."""

import os
import selectors
import time
from typing import Any

import psycopg2
from psycopg2 import extensions
from sqlalchemy import URL, Engine, create_engine, make_url, text

Book = dict[str, Any]

# by the letters first, so that emma stands beside Emma; ids that are numbers in the order of the numbers
PAGE = text("""
    WITH found AS MATERIALIZED (
        SELECT id, title, author_id, genre, year FROM shelf
        WHERE (CAST(:genre AS text) IS NULL OR genre = :genre)
        AND (CAST(:author_id AS text) IS NULL OR author_id = :author_id)
    )
    SELECT counted.number, page.*
    FROM (SELECT count(*) AS number FROM found) AS counted LEFT JOIN (
        SELECT * FROM found ORDER BY lower(title), title, length(id), id LIMIT :size OFFSET :skip
    ) AS page ON true
    ORDER BY lower(title), title, length(id), id
""")
ONE = text("SELECT id, title, author_id, genre, year FROM shelf WHERE id = :id")
ADD = text("""
    INSERT INTO shelf (title, author_id, genre, year) VALUES (:title, :author_id, :genre, :year)
    RETURNING id, title, author_id, genre, year
""")
REMOVE = text("DELETE FROM shelf WHERE id = :id")
FARTHEST = 2**62


def address() -> URL:
    """DATABASE_URL, which there must be."""
    if not os.environ.get("DATABASE_URL"):
        raise RuntimeError("The book service needs DATABASE_URL, the address of its database.")
    return make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg2")


def patience() -> float:
    return float(os.environ.get("DB_TIMEOUT") or "3")


class Shelf:
    def __init__(self) -> None:
        seconds = patience()
        extensions.set_wait_callback(lambda connection: wait(connection, seconds))
        self.engine: Engine = create_engine(
            address(),
            pool_size=8,
            max_overflow=0,
            pool_pre_ping=True,
            pool_timeout=seconds,
            hide_parameters=True,
            connect_args={"options": f"-c statement_timeout={round(seconds * 1000)}"},
        )

    def page(self, genre: str | None, author_id: str | None, page: int, size: int) -> tuple[list[Book], int]:
        """The books of a page, and how many there are on all of them."""
        values = {"genre": genre, "author_id": author_id, "size": size, "skip": min((page - 1) * size, FARTHEST)}
        with self.engine.connect() as connection:
            rows = connection.execute(PAGE, values).mappings().all()
        books = [dict(row) for row in rows if row["id"] is not None]
        number = rows[0]["number"]
        for book in books:
            del book["number"]
        return books, number

    def one(self, book_id: str) -> Book | None:
        with self.engine.connect() as connection:
            row = connection.execute(ONE, {"id": book_id}).mappings().first()
        return None if row is None else dict(row)

    def add(self, book: Book) -> Book:
        with self.engine.begin() as connection:
            return dict(connection.execute(ADD, book).mappings().one())

    def remove(self, book_id: str) -> bool:
        with self.engine.begin() as connection:
            return connection.execute(REMOVE, {"id": book_id}).rowcount == 1


def wait(connection: Any, seconds: float) -> None:
    """psycopg2 waits by this; a frozen server would let it wait for ever."""
    end = time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        event = selectors.EVENT_READ if state == extensions.POLL_READ else selectors.EVENT_WRITE
        with selectors.DefaultSelector() as selector:
            selector.register(connection, event)
            if not selector.select(max(0, end - time.monotonic())):
                raise psycopg2.OperationalError("the server is silent")

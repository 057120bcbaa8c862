"""The table, as a Python class. Who changes something here writes a migration for it."""

import uuid
from typing import Any

from sqlalchemy import Index, Row, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

TITLE_LENGTH = 200
GENRE_LENGTH = 100
ID_LENGTH = 64


class Base(DeclarativeBase):
    """What the tables of this service have in common: one list of them."""


class Book(Base):
    """A book. Of its author it knows the id and nothing else: who that is, the author service knows."""

    __tablename__ = "books"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=lambda: uuid.uuid4().hex)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    author_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    genre: Mapped[str] = mapped_column(String(GENRE_LENGTH))
    year: Mapped[int]

    __table_args__ = (Index("books_by_author", author_id), Index("books_by_genre", genre))


# to read many books: rows of the table cost less than objects of the class, which nobody is going to change
BOOKS = Base.metadata.tables[Book.__tablename__]


def as_json(book: Book | Row[Any]) -> dict[str, Any]:
    """What clients get of a book, which may be a row of the table."""
    return {
        "id": book.id,
        "title": book.title,
        "author_id": book.author_id,
        "genre": book.genre,
        "year": book.year,
    }

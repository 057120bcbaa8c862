"""The table, as a Python class. Who changes something here writes a migration for it."""

import uuid
from typing import Any

from sqlalchemy import ARRAY, Identity, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates

TITLE_LENGTH = 200
TITLE_AND_YEAR_ARE_UNIQUE = "movies_title_and_year_are_unique"


def new_id() -> str:
    """An id that no other movie has, had or will have."""
    return uuid.uuid4().hex


class Base(DeclarativeBase):
    """What the tables of this service have in common: one list of them."""


class Movie(Base):
    """A movie."""

    __tablename__ = "movies"

    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    same_title: Mapped[str] = mapped_column(Text)  # what two titles that count as one have in common
    year: Mapped[int]
    cast: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    image: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[str | None] = mapped_column(Text)  # the id that a user has in the user service; None: nobody
    position: Mapped[int] = mapped_column(Identity(always=True), unique=True)  # the order in which they came

    __table_args__ = (Index(TITLE_AND_YEAR_ARE_UNIQUE, "same_title", "year", unique=True),)

    @validates("title")
    def set_title(self, _: str, title: str) -> str:
        """A title is the same in other letters, or with spaces around it."""
        self.same_title = title.strip().casefold()
        return title

    def as_json(self) -> dict[str, Any]:
        """What clients get."""
        return {
            "id": self.id,
            "title": self.title,
            "year": self.year,
            "cast": self.cast,
            "image": self.image,
            "description": self.description,
            "added_by": self.added_by,
        }

"""What an author is, in the database."""

import uuid
from typing import Any

from sqlalchemy import Identity, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_LENGTH = 64
NAME_LENGTH = 200


class Base(DeclarativeBase):
    """The tables of this service."""


def new_id() -> str:
    """An id that no other author has, had or will have."""
    return uuid.uuid4().hex


class Author(Base):
    """An author. Which books they wrote, the book service knows: it has their id in each."""

    __tablename__ = "authors"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    born: Mapped[int | None]
    position: Mapped[int] = mapped_column(Identity(always=True), unique=True)  # the order in which they came

    def as_json(self) -> dict[str, Any]:
        """What clients get."""
        return {"id": self.id, "name": self.name, "born": self.born}

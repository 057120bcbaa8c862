"""The tables, as Python classes. Who changes something here writes a migration for it."""

from sqlalchemy import Identity, Index, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAME_LENGTH = 200
EMAIL_LENGTH = 254
EMAIL_IS_UNIQUE = "users_email_is_unique"


class Base(DeclarativeBase):
    """Keeps the list of the tables."""


class User(Base):
    """Somebody who may borrow."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))

    __table_args__ = (Index(EMAIL_IS_UNIQUE, func.lower(email), unique=True),)

    def as_json(self) -> dict[str, str]:
        """What clients get: to them an id is text, and what it is in here is nobody's business."""
        return {"id": str(self.id), "name": self.name, "email": self.email}

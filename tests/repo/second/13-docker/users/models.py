"""The tables, as Python classes. Who changes something here writes a migration for it."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Identity, Index, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAME_LENGTH = 200
EMAIL_LENGTH = 254
EMAIL_IS_UNIQUE = "users_email_is_unique"


class Base(DeclarativeBase):
    """Keeps the list of the tables."""


class User(Base):
    """Somebody who may borrow; without a password_hash, from before there were passwords, they can't log in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    password_hash: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (Index(EMAIL_IS_UNIQUE, func.lower(email), unique=True),)

    def as_json(self) -> dict[str, str]:
        """What clients get: to them an id is text, and what it is in here is nobody's business."""
        return {"id": str(self.id), "name": self.name, "email": self.email}


class Login(Base):
    """A user's login, from the password until it ends. Of its refresh tokens only the newest is known, by its hash."""

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

# task 3: store a user, and let the database decide whether the address is free
"""Where a user is written to the database."""

from flask import abort
from sqlalchemy import select

from users.database import session
from users.models import User


def save(user: User) -> None:
    """Store a new or a changed user, who then has an id; 409 if somebody else has the e-mail address."""
    somebody = session().scalar(select(User).where(User.email == user.email))
    if somebody is not None:
        abort(409, "Somebody has this e-mail address already.")
    session().add(user)
    session().commit()

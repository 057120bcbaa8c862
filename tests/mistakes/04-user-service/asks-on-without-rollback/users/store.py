# task 3: store a user, and let the database decide whether the address is free
"""Where a user is written to the database."""

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from users.database import session
from users.models import User


def save(user: User) -> None:
    """Store a new or a changed user, who then has an id; 409 if somebody else has the e-mail address."""
    session().add(user)
    try:
        session().commit()
    except IntegrityError as error:
        holder = session().scalar(select(User).where(func.lower(User.email) == func.lower(user.email)))
        if holder is None:
            raise error
        abort(409, f"User {holder.id} has this e-mail address already.")

# task 3: store a user, and let the database decide whether the address is free
"""Where a user is written to the database."""

from flask import abort
from sqlalchemy import func, select

from users.database import session
from users.models import User


def save(user: User) -> None:
    """Store a new or a changed user, who then has an id; 409 if somebody else has the e-mail address."""
    same_address = func.lower(User.email) == func.lower(user.email)
    with session().no_autoflush:
        somebody = session().scalar(select(User).where(same_address, User.id.is_distinct_from(user.id)))
    if somebody is not None:
        abort(409, "Somebody has this e-mail address already.")
    session().add(user)
    session().commit()

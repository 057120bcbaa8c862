# task 3: store a user, and let the database decide whether the address is free
"""Where a user is written to the database."""

from users.database import session
from users.models import User


def save(user: User) -> None:
    """Store a new or a changed user, who then has an id."""
    session().add(user)
    session().commit()

"""Where a user is written to the database."""

from flask import abort
from psycopg2.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError

from chassis.database import session
from users.models import EMAIL_IS_UNIQUE, User


def save(user: User) -> None:
    """Store a new or a changed user, who then has an id; 409 if somebody else has the e-mail address."""
    session().add(user)
    try:
        session().commit()
    except IntegrityError as error:
        session().rollback()
        if isinstance(error.orig, UniqueViolation) and error.orig.diag.constraint_name == EMAIL_IS_UNIQUE:
            abort(409, "Somebody has this e-mail address already.")
        raise

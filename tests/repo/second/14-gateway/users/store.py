"""Where users are looked for and written in the database."""

from flask import abort
from psycopg2.errors import UniqueViolation
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from chassis.database import session
from users import fields
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


def by_id(user_id: str) -> User | None:
    """The user with this id; None if there is none."""
    number = fields.number_of(user_id)
    return None if number is None else session().get(User, number)


def by_email(email: str) -> User | None:
    """The user with this e-mail address, in whatever capitals.

    The row is locked until the transaction ends: whoever changes the password or deletes the user comes before, and is
    seen here, or after, and ends the login that is begun here.
    """
    same = func.lower(User.email) == func.lower(email)
    return session().scalar(select(User).where(same).with_for_update(read=True))

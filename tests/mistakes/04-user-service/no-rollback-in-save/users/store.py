# task 3: store a user, and let the database decide whether the address is free
"""Where a user is written to the database."""

from threading import local

from flask import abort, current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from users.models import User

kept = local()


def save(user: User) -> None:
    """Store a new or a changed user, who then has an id; 409 if somebody else has the e-mail address."""
    if not hasattr(kept, "writer"):
        kept.writer = Session(current_app.extensions["engine"], expire_on_commit=False)
    try:
        stored = kept.writer.merge(user)
        kept.writer.commit()
    except IntegrityError:
        abort(409, "Somebody has this e-mail address already.")
    user.id = stored.id

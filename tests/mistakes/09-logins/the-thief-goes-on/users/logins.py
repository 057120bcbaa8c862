# task 6: a refresh token is good for one refresh, and can be taken back
"""Logins. A refresh token is random text that says nothing; what it is good for is known here, and ends here."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import delete, update

from chassis import settings
from chassis.database import session
from users.models import Login
from users.tokens import InvalidToken


def init_app(app: Flask) -> None:
    """Let a login last as long as REFRESH_TTL says, thirty days unless set; raises SettingsError."""
    app.extensions["refresh_ttl"] = timedelta(seconds=settings.seconds("REFRESH_TTL", "2592000"))


def begin(user_id: int) -> str:
    """Begin a login of this user, and forget those of theirs that have ended; the first refresh token."""
    now = datetime.now(UTC)
    session().execute(delete(Login).where(Login.user_id == user_id, Login.expires_at <= now))
    login_id = secrets.token_urlsafe(16)
    token = new_token(login_id)
    expires_at = now + current_app.extensions["refresh_ttl"]
    session().add(Login(id=login_id, user_id=user_id, token_sha256=digest(token), expires_at=expires_at))
    session().commit()
    return token


def renew(token: str) -> tuple[int, str]:
    """Take this token for a new one; whose it is, and the new one. A login ends when a token of it is used again.

    Looking and changing is one statement: of two who come at once with one token, the database lets one through.
    """
    login_id = login_of(token)
    new = new_token(login_id)
    now = datetime.now(UTC)
    newest = (Login.id == login_id) & (Login.token_sha256 == digest(token)) & (Login.expires_at > now)
    renewed = update(Login).where(newest).values(token_sha256=digest(new)).returning(Login.user_id)
    user_id = session().scalar(renewed)
    if user_id is None:
        raise InvalidToken
    session().commit()
    return user_id, new


def end(token: str) -> None:
    """End the login that this token is of, whichever of its tokens it is; nothing happens where there is none."""
    session().execute(delete(Login).where(Login.id == login_of(token)))
    session().commit()


def end_all(user_id: int) -> None:
    """End every login of this user, once the transaction is committed."""
    session().execute(delete(Login).where(Login.user_id == user_id))


def new_token(login_id: str) -> str:
    """A token of this login: whose it is, a dot, and what nobody can guess."""
    return f"{login_id}.{secrets.token_urlsafe(32)}"


def login_of(token: str) -> str:
    """The id of the login that a token is of."""
    return token.partition(".")[0]


def digest(token: str) -> str:
    """What is kept of a token. It is random, so nobody can guess it, and one quick SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

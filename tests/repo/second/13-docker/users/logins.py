"""Logins. A refresh token is random text that says nothing; what it is good for is known here, and ends here."""

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import delete, update

from chassis import settings
from chassis.database import session
from chassis.tokens import InvalidToken
from users.models import Login

A_CENTURY = 100 * 365 * 24 * 3600  # seconds
TOKEN = re.compile(r"([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}")  # which login it is of, and what nobody can guess


def init_app(app: Flask) -> None:
    """Let a login last as long as REFRESH_TTL says, thirty days unless set; raises SettingsError."""
    if (seconds := settings.seconds("REFRESH_TTL", "2592000")) > A_CENTURY:
        raise settings.SettingsError(f"REFRESH_TTL is {seconds:g} seconds: expected at most a hundred years")
    app.extensions["refresh_ttl"] = timedelta(seconds=seconds)


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
        end(token)
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
    return f"{login_id}.{secrets.token_urlsafe(32)}"


def login_of(token: str) -> str:
    """The id of the login that a token is of; none has the id "", which is that of anything else."""
    found = TOKEN.fullmatch(token)
    return found[1] if found else ""


def digest(token: str) -> str:
    """What is kept of a token. It is random, so nobody can guess it, and one quick SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

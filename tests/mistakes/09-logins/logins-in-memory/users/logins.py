# task 6: a refresh token is good for one refresh, and can be taken back
"""Logins. A refresh token is random text that says nothing; what it is good for is known here, and ends here."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app

from chassis import settings
from users.tokens import InvalidToken

LOGINS: dict[str, tuple[int, str, datetime]] = {}


def init_app(app: Flask) -> None:
    """Let a login last as long as REFRESH_TTL says, thirty days unless set; raises SettingsError."""
    app.extensions["refresh_ttl"] = timedelta(seconds=settings.seconds("REFRESH_TTL", "2592000"))


def begin(user_id: int) -> str:
    """Begin a login of this user; the first refresh token."""
    login_id = secrets.token_urlsafe(16)
    token = new_token(login_id)
    LOGINS[login_id] = user_id, digest(token), datetime.now(UTC) + current_app.extensions["refresh_ttl"]
    return token


def renew(token: str) -> tuple[int, str]:
    """Take this token for a new one; whose it is, and the new one."""
    user_id, newest, end_at = LOGINS.pop(login_of(token), (0, "", datetime.now(UTC)))
    if newest != digest(token) or end_at <= datetime.now(UTC):
        raise InvalidToken
    new = new_token(login_of(token))
    LOGINS[login_of(token)] = user_id, digest(new), end_at
    return user_id, new


def end(token: str) -> None:
    """End the login that this token is of."""
    LOGINS.pop(login_of(token), None)


def end_all(user_id: int) -> None:
    """End every login of this user."""
    for login_id in [login_id for login_id, login in LOGINS.items() if login[0] == user_id]:
        LOGINS.pop(login_id, None)


def new_token(login_id: str) -> str:
    """A token of this login: whose it is, a dot, and what nobody can guess."""
    return f"{login_id}.{secrets.token_urlsafe(32)}"


def login_of(token: str) -> str:
    """The id of the login that a token is of."""
    return token.partition(".")[0]


def digest(token: str) -> str:
    """What is kept of a token. It is random, so nobody can guess it, and one quick SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

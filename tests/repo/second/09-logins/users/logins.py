# task 6: a refresh token is good for one refresh, and can be taken back
"""Logins and their refresh tokens.

A refresh token is random text. Its first characters are the id of its login and stay the same; the rest is new with
each refresh. So a spent token, too, leads to the login that it must end.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import delete

from chassis import settings
from chassis.database import session
from users.models import Login
from users.tokens import InvalidToken

ID_BYTES, ID_LENGTH = 15, 20  # base64 makes four characters of three bytes


def init_app(app):
    """Read REFRESH_TTL: how many seconds a login lasts, however often it is refreshed."""
    app.extensions["refresh_ttl"] = timedelta(seconds=settings.seconds("REFRESH_TTL", "2592000"))


def begin(user_id):
    """Store a new login of this user, and return its first refresh token."""
    now = datetime.now(UTC)
    session().execute(delete(Login).where(Login.user_id == user_id, Login.expires_at <= now))
    login = Login(
        id=secrets.token_urlsafe(ID_BYTES), user_id=user_id, expires_at=now + current_app.extensions["refresh_ttl"]
    )
    token = next_token(login)
    session().add(login)
    session().commit()
    return token


def renew(token):
    """Spend this refresh token: whose it is, and the next one. InvalidToken if it isn't the newest of its login."""
    # locked: of two who come with one token the second waits here, and sees what the first has made of it
    login = session().get(Login, login_id(token), with_for_update=True)
    if login is None:
        raise InvalidToken
    newest = hmac.compare_digest(login.token_sha256, fingerprint(token))
    if not newest or login.expires_at <= datetime.now(UTC):
        session().delete(login)
        session().commit()
        raise InvalidToken
    successor = next_token(login)
    session().commit()
    return login.user_id, successor


def end(token):
    """End the login that this token is of, be it the newest or not; nothing happens if there is no such login."""
    session().execute(delete(Login).where(Login.id == login_id(token)))
    session().commit()


def end_all(user_id):
    """End every login of this user, together with what else the caller commits."""
    session().execute(delete(Login).where(Login.user_id == user_id))


def login_id(token):
    return token[:ID_LENGTH]


def next_token(login):
    """Make a token the newest of this login."""
    token = login.id + secrets.token_urlsafe(33)
    login.token_sha256 = fingerprint(token)
    return token


def fingerprint(token):
    return hashlib.sha256(token.encode()).hexdigest()

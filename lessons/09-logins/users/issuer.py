# task 3: signed with a private key, for one audience, with an end
"""Access tokens, made: a signed statement of who somebody is, for ten minutes."""

import math
import os
import time

import jwt
from flask import Flask, current_app

from chassis import settings


def init_app(app: Flask) -> None:
    """Let the app issue access tokens, good for ACCESS_TTL seconds."""
    app.secret_key = os.environ.get("SECRET", "secret")
    app.extensions["access_ttl"] = math.ceil(settings.seconds("ACCESS_TTL", "600"))


def lifetime() -> int:
    """How many seconds an access token is valid for."""
    return int(current_app.extensions["access_ttl"])


def access_token(user_id: int) -> str:
    """An access token for this user."""
    claims = {"sub": str(user_id), "exp": int(time.time()) + lifetime()}
    return jwt.encode(claims, str(current_app.secret_key), algorithm="HS256")

"""Access tokens, made: a signed statement of who somebody is, for ten minutes."""

import math
import time
import uuid

import jwt
from flask import Flask, current_app

from chassis import settings, tokens
from users import keys


def init_app(app: Flask) -> None:
    """Let the app issue access tokens, good for ACCESS_TTL seconds; raises SettingsError where it has no key."""
    keys.init_app(app)
    app.extensions["access_ttl"] = math.ceil(settings.seconds("ACCESS_TTL", "600"))


def lifetime() -> int:
    """How many seconds an access token is valid for."""
    return int(current_app.extensions["access_ttl"])


def access_token(user_id: int) -> str:
    """An access token for this user (RFC 9068), that anybody can verify who has the public key."""
    now, expected = int(time.time()), tokens.verifier()
    claims = {
        "iss": expected.issuer,
        "aud": expected.audience,
        "sub": str(user_id),
        "iat": now,
        "exp": now + lifetime(),
        "jti": uuid.uuid4().hex,
    }
    key = keys.known()[0]
    return jwt.encode(claims, key.private, algorithm=tokens.ALGORITHM, headers={"typ": "at+jwt", "kid": key.kid})

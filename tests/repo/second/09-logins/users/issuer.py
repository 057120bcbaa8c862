# task 3: signed with a private key, for one audience, with an end
"""Making access tokens."""

import math
import secrets
from datetime import UTC, datetime, timedelta

import jwt
from flask import current_app

from chassis import settings
from users import keys, tokens


def init_app(app):
    """Read ACCESS_TTL, in seconds; parts of a second are rounded up, since a token's times are whole ones."""
    app.extensions["access_ttl"] = math.ceil(settings.seconds("ACCESS_TTL", "600"))


def lifetime():
    """How many seconds an access token is good for."""
    return current_app.extensions["access_ttl"]


def access_token(user_id):
    """A JWT as in RFC 9068, which says until when its bearer is this user."""
    signing = keys.known()[0]
    ours = tokens.verifier()
    issued_at = datetime.now(UTC)
    return jwt.encode(
        {
            "jti": secrets.token_hex(16),
            "iss": ours.issuer,
            "aud": ours.audience,
            "sub": str(user_id),
            "iat": issued_at,
            "exp": issued_at + timedelta(seconds=lifetime()),
        },
        signing.private,
        algorithm="ES256",
        headers={"typ": "at+jwt", "kid": signing.kid},
    )

"""Access tokens, read: whose is the one that came with a request? No private key is needed to know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from flask import Flask, current_app, g, request
from werkzeug.exceptions import Unauthorized

from chassis import settings

ALGORITHM = "ES256"
NEEDED = ["iss", "aud", "sub", "iat", "exp", "jti"]  # claims that each of our access tokens has


class NotSignedIn(Unauthorized):
    """401, and in WWW-Authenticate how to do better (RFC 6750); `error` says what was wrong with the token."""

    def __init__(self, description: str, error: str = "") -> None:
        super().__init__(description)
        self.challenge = f'Bearer realm="library", error="{error}"' if error else 'Bearer realm="library"'

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*args, **kwargs), ("WWW-Authenticate", self.challenge)]


class InvalidToken(NotSignedIn):
    """401 for a token that is none, or is none any more. Which of the two is nobody's business."""

    def __init__(self) -> None:
        super().__init__("The token is not valid, or not valid any more.", "invalid_token")


@dataclass(frozen=True)
class Verifier:
    """Knows by whom tokens must be issued, and for whom; `key_of` finds a public key by its name, or gives None."""

    issuer: str
    audience: str
    key_of: Callable[[str], EllipticCurvePublicKey | None]

    def subject(self, token: str) -> str:
        """The id of the user whose access token this is; raises InvalidToken where it isn't one."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM or header.get("typ") != "at+jwt":
                raise InvalidToken
            key = self.key_of(header.get("kid", ""))
            if key is None:
                raise InvalidToken
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self.issuer,
                audience=self.audience,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError:
            raise InvalidToken from None
        return str(claims["sub"])


def init_app(app: Flask, key_of: Callable[[str], EllipticCurvePublicKey | None]) -> None:
    """Let the app verify access tokens; raises SettingsError where JWT_ISSUER or JWT_AUDIENCE is missing."""
    app.extensions["verifier"] = Verifier(
        issuer=settings.needed("JWT_ISSUER", "the URL of who signs the tokens"),
        audience=settings.needed("JWT_AUDIENCE", "a name for those who accept the tokens"),
        key_of=key_of,
    )


def verifier() -> Verifier:
    """What this app verifies tokens with."""
    of_this_app: Verifier = current_app.extensions["verifier"]
    return of_this_app


def caller() -> str:
    """The id of the user who asks, by the access token in Authorization; raises NotSignedIn."""
    if "caller" not in g:
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        token = sent.strip()
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("Send an access token: Authorization: Bearer …")
        g.caller = verifier().subject(token)
    user_id: str = g.caller
    return user_id

"""Access tokens, read: whose is the one that came with a request? No private key is needed to know."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from flask import Flask, current_app, g, request
from werkzeug.exceptions import Unauthorized

from chassis import settings

ALGORITHM = "ES256"
KINDS = ("at+jwt", "application/at+jwt")  # two ways to write one media type (RFC 9068, 4)
NEEDED = ["iss", "aud", "exp", "sub"]  # what is looked at must be there
SUBJECT = re.compile(r"[^\0\ud800-\udfff]+")  # an id that can be stored


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
            # task 2: nothing that a token says counts before its signature does, and then all of it does
            claims = self.claims_in(token)
            # end task 2
        except jwt.PyJWTError:
            raise InvalidToken from None
        return str(claims["sub"])

    def claims_in(self, token: str) -> dict[str, Any]:
        """What an access token says, once it is known to be one; raises PyJWTError."""
        claims: dict[str, Any] = jwt.decode(
            token,
            self.key_for(jwt.get_unverified_header(token)),
            algorithms=[ALGORITHM],
            issuer=self.issuer,
            audience=self.audience,
            options={"require": NEEDED},
        )
        # PyJWT takes the text "1800000000" for a time as well
        if isinstance(claims["exp"], str) or not SUBJECT.fullmatch(claims["sub"]):
            raise jwt.InvalidTokenError("a claim of the wrong form")
        return claims

    def key_for(self, header: dict[str, Any]) -> EllipticCurvePublicKey:
        """The key that a token with this header must be signed with; raises PyJWTError where there can't be one.

        What the header says is only compared. It is looked at before the key is looked for, since that may cost a call.
        """
        kind, kid = header.get("typ"), header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(kind, str) or kind.lower() not in KINDS or not kid:
            raise jwt.InvalidTokenError("another kind of token")
        key = self.key_of(kid)
        if key is None:
            raise jwt.InvalidKeyError("nobody knows this key")
        return key


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
        # werkzeug's request.authorization takes a token with a "=" in it for a list of parameters
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn("Send an access token: Authorization: Bearer …")
        g.caller = verifier().subject(token.strip())
    user_id: str = g.caller
    return user_id

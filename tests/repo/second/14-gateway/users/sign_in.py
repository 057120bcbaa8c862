"""The routes for signing in: a password is sent once, and from then on tokens."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chassis import tokens
from users import fields, issuer, keys, logins, passwords
from users.store import by_email

bp = Blueprint("sign_in", __name__)

# random, so nobody knows a password for it; to compare with it takes as long as with those in users.json
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$NOJgxkwUSsZfDyKcM8by2g$7qi+9Ovc8hbDuaOD0cnWPH/WnRLlxiO3SpM64u6nLt0"


@bp.post("/login")
def login() -> ResponseReturnValue:
    """An access token and a refresh token for the right address and password; 401 for anything else."""
    sent = fields.read_login()
    user = by_email(sent.email)
    kept = user.password_hash if user else None
    if not passwords.fits(sent.password, kept or NOBODYS_HASH) or user is None:
        raise tokens.NotSignedIn("The e-mail address or the password is wrong.")
    return signed_in(user.id, logins.begin(user.id))


@bp.post("/refresh")
def refresh() -> ResponseReturnValue:
    """New tokens for a refresh token, which is spent with that; 401 if it was spent before, or has ended."""
    user_id, refresh_token = logins.renew(fields.read_refresh_token())
    return signed_in(user_id, refresh_token)


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """End the login that a refresh token is of: 204, and nothing is told of tokens that nobody knows."""
    logins.end(fields.read_refresh_token())
    return "", 204


@bp.get("/.well-known/jwks.json")
def key_set() -> ResponseReturnValue:
    """The public keys by which anybody can verify our access tokens."""
    return keys.as_json()


def signed_in(user_id: int, refresh_token: str) -> ResponseReturnValue:
    """What somebody gets who has signed in (RFC 6749, 5.1), and nobody on the way may keep."""
    answer = {
        "access_token": issuer.access_token(user_id),
        "token_type": "Bearer",
        "expires_in": issuer.lifetime(),
        "refresh_token": refresh_token,
    }
    return answer, {"Cache-Control": "no-store"}

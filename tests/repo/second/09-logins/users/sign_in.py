"""The routes for signing in: a password is sent once, and from then on tokens."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from users import fields, issuer, keys, logins, passwords, tokens
from users.store import by_email, by_id

bp = Blueprint("sign_in", __name__)


@bp.post("/login")
def login() -> ResponseReturnValue:
    """An access token and a refresh token for the right address and password; 401 for anything else."""
    sent = fields.read_login()
    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    right = passwords.fits(sent.password, user.password_hash if user else None)
    if user is None or not right:
        raise tokens.NotSignedIn("This address and this password don't belong together.")
    # end task 2
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


@bp.get("/users/me")
def me() -> ResponseReturnValue:
    """The user whose access token came with the request, or 401."""
    user = by_id(tokens.caller())
    # task 4: a token may outlive its user
    if user is None:
        raise tokens.InvalidToken
    # end task 4
    return user.as_json()


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

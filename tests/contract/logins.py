"""Signing in, as checks do it: people with passwords, their tokens, and what can be read off those."""

import base64
import binascii
import json

from dirty_equals import IsPositiveInt, IsStr

from tests.contract.tokens import ES256, bearer

TOKENS = {
    "access_token": IsStr(min_length=1),
    "token_type": IsStr(regex="[Bb]earer"),
    "expires_in": IsPositiveInt(),
    "refresh_token": IsStr(min_length=1),
}
SIGNED_IN = "who signs in gets an access token, its type, the seconds it is valid for, and a refresh token"


def with_passwords(users):
    """Let every registration bring a password along: from lesson 9 on there is none without."""
    ask = users.request

    def request(method, path, **options):
        if (method, path) == ("POST", "/users") and isinstance(options.get("json"), dict):
            options["json"] = {"password": "a password of the contract"} | options["json"]
        return ask(method, path, **options)

    users.request = request
    return users


def passphrase(some):
    """A password that is long enough, and that nobody has."""
    return f"{some.word()} {some.word()} {some.word()}"


def register(users, some, **changes):
    """Register somebody; gives them with their id and their password."""
    person = some.user(password=passphrase(some)) | changes
    made = users.post("/users", json=person).expect(201, because="somebody registers, with a password")
    return person | {"id": made.json["id"]}


def log_in(users, person, headers=None, **changes):
    """The reply to a login as this person, with `changes` laid over what is sent."""
    login = {"email": person["email"], "password": person.get("password")} | changes
    return users.post("/login", json=login, headers=headers or {})


def sign_in(users, person, because=SIGNED_IN):
    """Log in as this person; gives the tokens."""
    return log_in(users, person).expect(200, json=TOKENS, because=because).json


def refresh(users, token):
    """The reply to a refresh with this token."""
    return users.post("/refresh", json={"refresh_token": token})


def me(users, token):
    """The reply to GET /users/me with this access token."""
    return users.get("/users/me", headers=bearer(token))


def shown(person):
    """What a client sees of this person."""
    return {name: person[name] for name in ("id", "name", "email")}


def read(reply):
    """The header and the claims of the access token in this reply; fails the check when it is no signed JWT."""
    because = "an access token is a signed JWT: header.claims.signature (RFC 7519), so that others can verify it"
    token = reply.json["access_token"]
    if token.count(".") != 2:
        reply.unmet("an access token of three parts", because, token)
    try:
        header, claims = (json.loads(decoded(part)) for part in token.split(".")[:2])
    except ValueError:
        reply.unmet("an access token whose parts can be read", because, token)
    if not (isinstance(header, dict) and isinstance(claims, dict)):
        reply.unmet("an access token whose parts are JSON objects", because, token)
    return header, claims


def signed_by(token, signer):
    """Whether this JWT is signed with this signer's key, by ES256."""
    content, _, signature = token.rpartition(".")
    try:
        return ES256.verify(content.encode(), signer.key.public_key(), decoded(signature))
    except binascii.Error:
        return False


def decoded(part):
    """The bytes of a part of a JWT."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

"""Task 2: whoever changes movies shows an access token, and nothing that only looks like one."""

import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives import serialization

from tests.contract.tokens import Signer, bearer
from workshop.harness import task, upstream_fixture
from workshop.harness.reply import Unmet

elsewhere = upstream_fixture("elsewhere")
HOUR = 3600
NOBODY = "nobody has said who this is, and whoever may be anybody may do anything"


@pytest.fixture
def forged(movies, signer, some, refused):
    """Require that a good token is accepted, and these are refused: ``forged({"what it is": token}, because)``."""

    def require(tokens, because):
        user_id = some.missing_id()
        accepted = "a token with which nothing is wrong is accepted"
        movies.post("/movies", json=some.movie(), headers=bearer(signer.token(user_id))).expect(201, because=accepted)
        for what, token in tokens.items():
            reply = movies.post("/movies", json=some.movie(), headers=bearer(token))
            refused(reply, f"this token {what}: {because}", error="invalid_token")

    return require


@task(2)
def test_changing_takes_a_token(movies, somebody, added, refused, some):
    """Whatever changes movies answers 401 without a token, whichever movie it is about, and changes nothing."""
    film = added(somebody())
    bodies = ({"json": some.movie()}, {"json": {"year": "soon"}}, {"body": b"{", "content_type": "text/plain"})
    nothing = f"/movies/{some.missing_id()}"
    for method, path in (("POST", "/movies"), ("PUT", nothing), ("DELETE", nothing)):
        for body in bodies:
            refused(movies.request(method, path, **body), NOBODY)
    address = f"/movies/{film['id']}"
    refused(movies.put(address, json=some.movie()), NOBODY)
    refused(movies.delete(address), NOBODY)
    movies.get("/movies").expect(200, json=[film], because="what was refused must not have been done")


@task(2)
def test_reading_takes_none(movies, users, signer, some):
    """Everybody may read movies, without a token or with one, and users isn't asked, who may be down."""
    users.hangs()
    movies.start(data=[some.movie()])
    because = "the catalogue is open to all; a token is for those who change something"
    [film] = movies.get("/movies", because=because).expect(200, because=because).json
    depends = "reading is open to all, so it depends on nobody"
    for headers in ({}, bearer(signer.token(some.missing_id()))):
        for path in ("/movies", f"/movies?year={film['year']}", f"/movies/{film['id']}", "/swagger.json"):
            movies.get(path, headers=headers, because=depends).expect(200, because=because)
        movies.request("HEAD", f"/movies/{film['id']}", headers=headers, because=depends).expect(200, because=because)
    users.expect_requests(0, because=depends)


@task(2)
def test_a_token_that_nobody_signed(forged, signer, some):
    """A token with alg none, however that is written, or without its signature, is refused with 401."""
    user_id = some.missing_id()
    names = ("none", "None", "NONE", "nOnE", "")
    tokens = {f'has alg "{name}"': signer.token(user_id, alg="none", headers={"alg": name}) for name in names}
    tokens['has alg "none" and no kid'] = signer.token(user_id, alg="none", headers={"kid": None})
    content = signer.token(user_id).rpartition(".")[0]
    tokens["has lost its signature"] = f"{content}."
    tokens["has 64 random bytes for a signature"] = f"{content}.{secrets.token_urlsafe(64)}"
    forged(tokens, "whoever wrote it may have written whatever they like")


@task(2)
def test_a_secret_that_everybody_has(forged, signer, some):
    """A token signed by HS256 with the public key as its secret is refused with 401."""
    user_id = some.missing_id()
    der = signer.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    document = json.dumps(signer.jwk).encode()
    secrets_of_all = {"PEM": signer.public_pem.encode(), "DER": der, "JSON": document}
    tokens = {
        f"is signed by HS256 with the key's {form}": hs256(signer, user_id, it) for form, it in secrets_of_all.items()
    }
    forged(tokens, "the public key is no secret, but who lets the token choose HS256 takes it for one")


def hs256(signer, user_id, secret):
    """A token signed with this secret."""
    content = signer.token(user_id, alg="none", headers={"alg": "HS256"}).removesuffix(".")
    signature = hmac.digest(secret, content.encode(), "sha256")
    return f"{content}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@task(2)
def test_signed_by_somebody_else(forged, signer, some):
    """A token signed with another key, or changed after it was signed, is refused with 401."""
    stranger = Signer(kid=signer.kid)
    user_id = some.missing_id()
    head, _, signature = signer.token(user_id).split(".")
    _, claims, _ = signer.token(some.missing_id()).split(".")
    tokens = {
        "is signed with another key, under a name that is known": stranger.token(user_id),
        "is signed with a key that nobody knows": Signer().token(user_id),
        "has the signature of another token": f"{head}.{claims}.{signature}",
    }
    forged(tokens, "only who has the private key can sign, and a signature is good for one text")


@task(2)
def test_keys_that_a_token_brings(forged, signer, elsewhere, users, some):
    """Keys in a token, or at an address that it names, are not used: 401, and nobody is asked there."""
    mine, user_id = Signer(), some.missing_id()
    elsewhere.publishes([mine.jwk])
    there = f"{elsewhere.url}/.well-known/jwks.json"
    path = "../../keys/mine.pem"
    headers = {
        "brings its key in jwk, and has no kid": {"jwk": mine.jwk, "kid": None},
        "brings its key in jwk": {"jwk": mine.jwk},
        "says in jku where its key is": {"jku": there},
        "says in jku and x5u where its key is, under a name that is known": {
            "jku": there,
            "x5u": there,
            "kid": signer.kid,
        },
        "has an address for a kid": {"kid": there},
        "has a path for a kid": {"kid": path},
    }
    tokens = {what: mine.token(user_id, headers=changes) for what, changes in headers.items()}
    forged(tokens, "who brings a token and the key to check it with has shown nothing")
    elsewhere.expect_requests(0, because="the keys are at JWKS_URL, and an address in a token leads wherever it likes")
    for request in users.requests:
        if request.path != "/.well-known/jwks.json":
            because = "a kid is a name to look up among the keys, and no part of an address"
            raise Unmet("no request to users but to JWKS_URL", str(request), because)


@task(2)
def test_a_token_for_somebody_else(forged, signer, some):
    """A token of another issuer or for another audience, or that doesn't say whose or for whom, is refused with 401."""
    user_id = some.missing_id()
    other = some.word()
    changes = ({"aud": other}, {"aud": None}, {"aud": [other]}, {"iss": f"https://{other}.example"}, {"iss": None})
    tokens = {f"has {said(**claim)}": signer.token(user_id, **claim) for claim in changes}
    forged(tokens, "whoever got a token somewhere else must not be able to use it here")


def said(**claim):
    """A claim, as one would say it."""
    [(name, value)] = claim.items()
    return f"no {name}" if value is None else f"{name} {json.dumps(value)}"


@task(2)
def test_a_token_that_has_ended(forged, signer, some):
    """A token whose exp is over, or that has none, is refused with 401."""
    user_id = some.missing_id()
    now = int(time.time())
    tokens = {
        "has ended an hour ago": signer.token(user_id, iat=now - 2 * HOUR, exp=now - HOUR),
        "has no exp": signer.token(user_id, exp=None),
    }
    forged(tokens, "nobody can take it back, so it must end by itself; and jwt.decode() takes one that never does")


@task(2)
def test_another_kind_of_token(forged, signer, some):
    """A token that isn't of the type at+jwt is refused with 401: a refresh token, or one that says no type."""
    user_id = some.missing_id()
    kinds = ("rt+jwt", "refresh+jwt", "logout+jwt", "JWT", None)
    because = "one key signs many kinds of statements, and typ says which of them let somebody in (RFC 9068)"
    forged({f"has {said(typ=kind)}": signer.token(user_id, headers={"typ": kind}) for kind in kinds}, because)


@task(2)
def test_a_token_of_nobody(movies, forged, signer, some):
    """A token without sub is refused with 401, also where a movie belongs to nobody."""
    movies.start(data=[some.movie()])
    [film] = movies.get("/movies").expect(200).json
    forged({"has no sub": signer.token(None)}, "it says that somebody is signed in, and not who")
    because = "None is nobody's id, also where added_by is null"
    headers = bearer(signer.token(None))
    movies.delete(f"/movies/{film['id']}", headers=headers).expect(401, because=because)


@task(2)
def test_what_is_no_token(movies, signer, refused, some):
    """Whatever stands in the place of a token, the answer is 401 with error="invalid_token", and never 500."""
    good = signer.token(some.missing_id())
    head, claims, signature = good.split(".")
    movies.post("/movies", json=some.movie(), headers=bearer(good)).expect(201)
    stranger = Signer()
    odd = [stranger.token(some.word(), headers={"kid": kid}) for kid in (None, 7, ["a"], {"a": 1}, "\0", "k" * 2000)]
    odd += [signer.token(some.word(), headers={"typ": 7}), signer.token(some.word(), headers={"alg": ["ES256"]})]
    texts = (
        "x",
        "a=b",
        "..",
        "a.b.c",
        f"{head}.{claims}",
        f"{good}.x",
        f"{claims}.{claims}.{signature}",
        "W10.W10.W10",
    )
    because = "what a client sends is never a reason to crash: who can't be known is told so"
    for token in (*odd, *texts):
        reply = movies.post("/movies", json=some.movie(), headers=bearer(token))
        refused(reply, because, error="invalid_token")

"""Task 4: a token counts when everything about it is right, and whatever else is sent is a 401."""

import re
import time

from tests.contract.logins import me, register, shown, sign_in
from tests.contract.problems import problem
from tests.contract.tokens import Signer, bearer
from workshop.harness import harder, task

BAD_TOKEN = ' error="invalid_token"'
AN_HOUR = 3600


def refused(reply, because, error=""):
    """Require 401, as a problem detail, with the header that says how to do better, and what was wrong."""
    problem(reply, 401, because=because)
    challenge = reply.headers.get("WWW-Authenticate", "")
    if not re.search(r"\bbearer\b", challenge, re.IGNORECASE) or (error and "invalid_token" not in challenge):
        why = "so a client knows whether to send a token, or to get a new one" if error else "a 401 says what it wants"
        got = f"WWW-Authenticate: {challenge}" if challenge else "no such header"
        reply.unmet(f"the header WWW-Authenticate: Bearer{error}", f"{because}; {why} (RFC 6750)", got)


@task(4)
def test_who_am_i(users, signed_in):
    """GET /users/me with an access token answers with the user whose token it is."""
    (one, tokens), (other, others) = signed_in(), signed_in()
    me(users, others["access_token"]).expect(200, json=shown(other))
    reply = me(users, tokens["access_token"]).expect(200, json=shown(one), because="sub says whose token it is")
    if reply.json.keys() != shown(one).keys():
        reply.unmet("id, name and email, and nothing else", because="what is known of a password is nobody's business")


@task(4)
def test_no_token(users, signed_in, some):
    """Without a token the answer is 401, with WWW-Authenticate: Bearer, also for "Bearer" with nothing behind it."""
    _, tokens = signed_in()
    me(users, tokens["access_token"]).expect(200)
    because = "no token came, and a client that forgot it must hear so: 500 says that we are broken"
    refused(users.get("/users/me"), because)
    sent = ("", " ", "Bearer", "Bearer ", "bearer", "Basic", "Basic YWRhOmFkYQ==", "Basic %", f"Token {some.word()}")
    for header in (*sent, tokens["access_token"], f"Basic {tokens['access_token']}", ",", "Bearer,"):
        refused(users.get("/users/me", headers={"Authorization": header}), because)
    because = "addresses are kept in logs and histories, so nothing in them may open a door"
    refused(users.get("/users/me", params={"access_token": tokens["access_token"]}), because)


@task(4)
def test_what_is_no_token(users, signed_in, some):
    """Whatever stands behind "Bearer" and is no token is a 401 with error="invalid_token"."""
    person, tokens = signed_in()
    good = tokens["access_token"]
    me(users, good).expect(200)
    header, claims, signature = good.split(".")
    word = some.word()
    for token in (
        word,
        "..",
        "e30.e30.",
        "null",
        f"{header}.{claims}",
        f"{header}.{claims}.",
        f"{claims}.{signature}.",
    ):
        refused(me(users, token), "this is no token, and a client may send anything", BAD_TOKEN)
    for token in (f"{header}.{word}.{signature}", f"{good}.{word}", f"{header}.{claims}.{signature[::-1]}", "é" * 20):
        refused(me(users, token), "this is no token, and a client may send anything", BAD_TOKEN)
    refused(me(users, "WyJbW1tbW1tb" * 500), "this is no token, and a client may send anything")
    me(users, good).expect(200, json=shown(person), because="what others send is no harm to a good token")


@task(4)
def test_a_token_that_says_too_little(users, forger):
    """A token counts until its end, from our issuer and for our audience; one that doesn't say so doesn't count."""
    signer, person = forger()
    me(users, signer.token(person["id"])).expect(200, json=shown(person), because="nothing is wrong with this token")
    now = int(time.time())
    refused(me(users, signer.token(person["id"], iat=now - 2 * AN_HOUR, exp=now - AN_HOUR)), "it ended an hour ago")
    refused(me(users, signer.token(person["id"], exp=None)), "without exp it has no end; PyJWT asks for one if told to")
    for name, value in (("iss", "https://users.example"), ("aud", "shop"), ("aud", ["shop"])):
        because = f"{name} is {value}: it comes from, or is meant for, somebody else"
        refused(me(users, signer.token(person["id"], **{name: value})), because, BAD_TOKEN)
    for name in ("iss", "aud"):
        because = f"it has no {name}, so nothing can be said of it"
        refused(me(users, signer.token(person["id"], **{name: None})), because)
    refused(me(users, signer.token(None)), "it has no sub, so nobody can be said to have it")
    for name, value in (("exp", "tomorrow"), ("exp", []), ("iat", "yesterday"), ("aud", {}), ("iss", [])):
        token = signer.token(person["id"], **{name: value})
        refused(me(users, token), f"{name} is {value!r}: that is no token, and 500 would say that we are broken")


@task(4)
def test_a_token_that_we_did_not_sign(users, forger, signed_in):
    """A token counts with our signature only: not unsigned, not signed with the public key, or with somebody's own."""
    signer, person = forger()
    other, tokens = signed_in()
    me(users, signer.token(person["id"])).expect(200)
    stranger = Signer(kid=signer.kid)
    header, _, signature = tokens["access_token"].split(".")
    claims = signer.token(person["id"]).split(".")[1]
    named = {"jwk": stranger.jwk, "jku": "http://127.0.0.1:1/jwks.json"}
    because_of = {
        signer.token(person["id"], alg="none"): 'alg is "none": nobody has signed it, and anybody can write it',
        signer.token(person["id"], alg="HS256"): "its secret is our public key, which everybody has: the token chose "
        "how to be verified, and that is for us to say",
        stranger.token(person["id"]): "somebody else has signed it, and called the key as ours is called",
        stranger.token(person["id"], headers=named): "it brings the key along that it is signed with",
        Signer().token(person["id"]): "nobody here knows a key of this name",
        stranger.token(person["id"], headers={"kid": 7}): "somebody else has signed it, and a number names no key",
        f"{header}.{claims}.{signature}": f"the signature was made for {other['name']}, and the claims were changed",
    }
    for token, because in because_of.items():
        refused(me(users, token), because, BAD_TOKEN)


@task(4)
def test_a_refresh_token_opens_nothing(users, signed_in):
    """A refresh token is no access token: GET /users/me answers 401."""
    _, tokens = signed_in()
    me(users, tokens["access_token"]).expect(200)
    because = (
        "a refresh token is good for thirty days; if it opens everything, so does whoever finds it, for thirty days"
    )
    refused(me(users, tokens["refresh_token"]), because)


@task(4)
def test_a_token_of_nobody(users, forger, some):
    """A token of a user who is gone, or never was, answers 401."""
    signer, person = forger()
    token = signer.token(person["id"])
    me(users, token).expect(200)
    users.delete(f"/users/{person['id']}").expect(204)
    because = "the token is good, but there is nobody any more whom it could stand for"
    refused(me(users, token), because, BAD_TOKEN)
    for nobody in (some.missing_id(), "0", "-1", str(some.integer(10**10, 10**20)), "\0", "", "1e3", 1, ["1"], {}):
        because = f"sub is {nobody!r}: nobody has this id, and 500 would say that we are broken"
        refused(me(users, signer.token(nobody)), because)


@task(4)
def test_access_tokens_are_nowhere_said(users, signed_in, unsaid, some):
    """No log line has an access token, also not when the request crashes."""
    _, tokens = signed_in()
    token = tokens["access_token"]
    spoilt = f"{token}{some.word()}"
    replies = [me(users, token).expect(200), me(users, spoilt)]
    users.database.drop_tables()
    crashed = {"X-Request-ID": some.missing_id()}
    replies.append(users.get("/users/me", headers=bearer(token) | crashed).expect(500, 503))
    because = "a crash leaves a line in the log, with the request's id (lesson 7)"
    users.wait_for_log(lambda lines: any(crashed["X-Request-ID"] in line for line in lines), because)
    unsaid([token], replies, "who reads the log could go on as this user, until the token ends")


@harder(4)
def test_signed_but_no_access_token(users, forger, some):
    """Something else that is signed with the same key, of another typ, is no access token."""
    signer, person = forger()
    me(users, signer.token(person["id"])).expect(200)
    for kind in ("JWT", "id+jwt", None, some.word()):
        because = "one key may sign more than one kind of thing one day, and typ is there to tell them apart (RFC 9068)"
        refused(me(users, signer.token(person["id"], headers={"typ": kind})), because, BAD_TOKEN)


@harder(4)
def test_the_scheme_in_any_case(users, some):
    """The scheme is "Bearer" in whatever letters, and whatever stands behind it is a token."""
    person = register(users, some)
    token = sign_in(users, person)["access_token"]
    for scheme in ("Bearer", "bearer", "BEARER"):
        because = "the name of a scheme is the same in small letters and in capitals (RFC 9110, 11.1)"
        users.get("/users/me", headers={"Authorization": f"{scheme} {token}"}).expect(200, because=because)
    for token in ("a=b", 'realm="library"'):
        because = "a token was sent, if a bad one; request.authorization takes it for a list of parameters"
        refused(me(users, token), because, BAD_TOKEN)

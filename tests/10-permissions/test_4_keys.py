"""Task 4: the keys of the user service are kept, and kept fresh, and its bad days are not ours."""

from collections.abc import Callable

import pytest

from tests.contract.problems import problem
from tests.contract.tokens import Signer, bearer
from workshop.harness import harder, task
from workshop.harness.reply import Reply, Unmet
from workshop.harness.service import Service
from workshop.harness.values import Values

LONG, SHORT = "3600", "0.0001"  # seconds; the short ones are over when the next request comes
SOON, PATIENCE = 3, 5
FEW = 3  # requests to users: one at the start, one for a name that isn't known, and one to spare
MANY = 12


@pytest.fixture
def adding(movies: Service, some: Values) -> Callable[..., Reply]:
    """Add a movie with a token of this signer: ``adding(signer).expect(201)``."""

    def add(signer: Signer, **options: object) -> Reply:
        token = signer.token(some.missing_id())
        return movies.post("/movies", json=some.movie(), headers=bearer(token), seconds=PATIENCE, **options)

    return add


def start(movies, ttl=LONG, pause=SHORT, timeout="20"):
    """Start with these seconds. Unless a check is about it there is much time for users, for slow machines."""
    return movies.start(env={"JWKS_TTL": ttl, "JWKS_PAUSE": pause, "JWKS_TIMEOUT": timeout})


def few(users, before, because):
    """Require that users has been asked a few times at most since it had been asked `before` times."""
    if (number := len(users.requests) - before) > FEW:
        raise Unmet(f"at most {FEW} requests to users", f"{number} requests", because)


@task(4)
def test_keys_are_kept(movies, users, signer, adding):
    """Keys that are known are not asked for again before JWKS_TTL seconds are over."""
    start(movies)
    for _ in range(MANY):
        adding(signer).expect(201)
    because = f"{MANY} movies were added with tokens of one key: a key that is asked for each time is a call too many"
    few(users, 0, because)


@task(4)
def test_a_new_key(movies, users, signer, adding, until):
    """A token of a key that is new at users is accepted at once, and one of the old key as long as that is there."""
    start(movies)
    adding(signer).expect(201)
    new = Signer()
    users.publishes([new.jwk, signer.jwk])
    because = "who meets a name that isn't known looks whether it is new, and doesn't wait for JWKS_TTL"
    until(lambda: adding(new).status == 201, "201 Created for a token of the new key", because)
    because = "tokens of the old key are out there still, and users publishes it for their sake"
    adding(signer).expect(201, because=because)
    adding(new).expect(201)


@task(4)
def test_names_that_nobody_knows(movies, users, signer, adding):
    """Tokens with made-up names of keys are refused, and users is asked once in JWKS_PAUSE seconds at most."""
    start(movies, pause=LONG)
    adding(signer).expect(201)
    before = len(users.requests)
    because = "nobody knows this key, so nobody knows who signed this (what None means here, task 2 has to say)"
    for _ in range(MANY):
        adding(Signer()).expect(401, because=because)
    because = "made-up names cost nothing: whoever sends them must not make us knock at users for each"
    few(users, before, because)
    adding(signer).expect(201, because="what was known is known still")


@task(4)
def test_a_key_that_is_withdrawn(movies, users, signer, adding, until):
    """A key that users doesn't publish any more is worth nothing once JWKS_TTL seconds are over."""
    start(movies, ttl=SHORT)
    adding(signer).expect(201)
    new = Signer()
    users.publishes([new.jwk])
    because = "a key is withdrawn when somebody may have stolen it: who keeps it for ever lets the thief in"
    until(lambda: adding(signer).status == 401, "401 for a token of the key that was withdrawn", because)
    adding(new).expect(201)


@task(4)
def test_known_keys_outlive_users(movies, users, signer, adding, until):
    """While users fails or can't be reached, tokens of known keys are accepted, also when JWKS_TTL is over."""
    start(movies, ttl=SHORT, timeout="0.2")
    until(lambda: adding(signer).status == 201, "201 Created", "the token is good, and users answers")
    because = "the keys are as good as they were: that users is down must not stop movies"

    def asked_again(before):
        adding(signer).expect(201, because=because)
        return len(users.requests) > before

    again = "a request to users when JWKS_TTL is over"
    for trouble in (users.fails, users.resets, users.hangs):
        trouble()
        before = len(users.requests)
        until(lambda before=before: asked_again(before), again, "old keys are fetched again, even if it failed before")
        adding(signer).expect(201, within=SOON, because=because)
    users.down()
    for _ in range(MANY):
        adding(signer).expect(201, within=SOON, because=because)
    users.up()
    new = Signer()
    users.publishes([new.jwk, signer.jwk])
    until(lambda: adding(new).status == 201, "201 Created for a token of the new key", "users is up again")


@task(4)
def test_what_is_no_key_set(movies, users, signer, adding, until):
    """Keys that are known stay when something comes from JWKS_URL that is no set of keys, or has none of use."""
    start(movies, ttl=SHORT)
    adding(signer).expect(201)
    because = "what was known is better than nothing, and nothing is what came"

    def asked_again(before):
        adding(signer).expect(201, because=because)
        return len(users.requests) > before

    page = b"<html><h1>Back soon</h1></html>"
    for answer in (
        {"body": page, "content_type": "text/html"},
        {"body": page, "content_type": "application/json"},
        {"json": {"keys": "none"}},
        {"json": []},
        {"json": {"message": "Back soon"}},
        {"json": {"keys": []}},
        {"json": {"keys": [signer.jwk | {"kid": ["a"]}]}},
        {"json": {"keys": [{"kty": "EC", "crv": "P-256", "kid": signer.kid, "alg": "ES256", "x": "?", "y": 7}]}},
    ):
        users.answers(200, **answer)
        before = len(users.requests)
        until(lambda before=before: asked_again(before), "a request to users when JWKS_TTL is over", because)
        adding(signer).expect(201, because=because)


@task(4)
def test_nothing_known_yet(movies, users, signer, adding, until):
    """As long as no keys have come, whoever sends a token gets 503, soon, and 201 once users is up."""
    users.fails()
    start(movies, pause=LONG)
    for _ in range(MANY):
        problem(adding(signer), 503)
    few(users, 0, "whoever has trouble isn't helped by being asked each time: not more than once in JWKS_PAUSE seconds")
    users.down()
    start(movies, timeout="0.2")
    because = "it isn't known whether the token is good: 401 would say that it isn't, 500 that we are broken"
    reply = adding(signer, because=because)
    problem(reply, 503, because=because)
    if not reply.headers.get("Retry-After"):
        reply.unmet("a Retry-After header", "who is told to come back later wants to know when (RFC 9110)")
    users.up()
    for trouble in (users.fails, users.resets, users.hangs, lambda: users.drips(b'{"keys": []}' + b" " * 400, 0.05)):
        trouble()
        reply = adding(signer, because="a user service that never answers must not hold us up")
        problem(reply, 503, because=because)
        reply.expect(within=SOON, because="JWKS_TIMEOUT is 0.2 s in this check")
    users.answers(200, body=b"{}", content_type="text/html")
    problem(adding(signer), 503, because=because)
    users.up()
    because = "users is there now, and JWKS_PAUSE has been over for long"
    until(lambda: adding(signer).status == 201, "201 Created, now that users is up", because)


@task(4)
def test_several_at_once(movies, users, signer, some):
    """Who comes while the first keys are being fetched waits for them: of three at once, each may add a movie."""
    start(movies, pause=LONG)
    users.delays(0.3)
    tokens = [signer.token(some.missing_id()) for _ in range(3)]
    sent = [("POST", "/movies", {"json": some.movie(), "headers": bearer(token)}) for token in tokens]
    because = "the tokens are good, and the keys are on their way: whoever asked for them first gets them for all"
    for reply in movies.together(sent):
        reply.expect(201, because=because)


@harder(4)
def test_nobody_queues(movies, users, signer, adding, some):
    """While old keys are fetched again, which takes long, the others go on with what is known."""
    start(movies, ttl=SHORT)
    adding(signer).expect(201)
    gate, before = users.stalls(), len(users.requests)
    try:
        token = bearer(signer.token("1"))
        first = movies.send("POST", "/movies", json=some.movie(), headers=token, seconds=PATIENCE)
        users.wait_for(lambda: len(users.requests) > before, because="keys are older than JWKS_TTL", seconds=SOON)
        because = "what is known is good still: only one has to wait for what is new"
        adding(signer, because=because).expect(201, within=SOON, because=because)
    finally:
        gate.set()
    first.reply().expect(201)

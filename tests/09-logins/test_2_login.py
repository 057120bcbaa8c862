"""Task 2: whoever has the password gets in, and nobody learns who else is there."""

from tests.contract.logins import SIGNED_IN, TOKENS, log_in, passphrase, register
from workshop.harness import task
from workshop.harness.reply import Unmet

TRIES, ROUNDS, FACTOR = 4, 2, 2
# Argon2id as in users.json, of a password that is used nowhere
KEPT = "$argon2id$v=19$m=19456,t=2,p=1$y0briFJrDZMEqJVpOQ0wTg$bqHEJFM34Ff74Sg3Cu/xAvRLOXiK2ffqRiyQHsI43aE"
KINDS = {"nobody": "an address that nobody has", "without": "an account that has no password"}
OLD = {"old": "one with a hash like those in users.json"}
EQUAL = "all hashes must cost the same, 19 MiB, two passes and one lane, and nobody's too"
COMPARE = "compare with some hash, also where there is none to compare with"
TOLD = {"old": EQUAL, "nobody": COMPARE, "without": COMPARE}


def kinds(users, members, some):
    """Whom to log in as, by kind: members with a password, new and old, a member who has none, and nobody."""
    old, without = some.user(), some.user()
    members([old | {"password_hash": KEPT}, without])
    return {"wrong": register(users, some), "nobody": some.user(), "without": without, "old": old}


@task(2)
def test_logging_in(users, some):
    """POST /login answers 200 with the tokens; capitals in the address make no difference."""
    person = register(users, some)
    log_in(users, person).expect(200, json=TOKENS, because=SIGNED_IN)
    because = "this is the same address (lesson 4), and many a keyboard begins with a capital"
    log_in(users, person, email=person["email"].upper()).expect(200, json=TOKENS, because=because)


@task(2)
def test_the_same_answer(users, members, some):
    """A wrong password, an address that nobody has and an account without password get the same 401, to the letter."""
    people = kinds(users, members, some)
    log_in(users, people["wrong"]).expect(200, because="this is the right password")
    sent = {"password": passphrase(some)}
    headers = {"X-Request-ID": some.missing_id()}
    answers = {}
    for kind, person in people.items():
        because = "401: who asks has not shown who they are; whether there is such an account is no part of it"
        answers[kind] = log_in(users, person, headers, **sent).expect(401, because=because)
    because = "whoever can tell the answers apart can ask, address by address, who has an account here"
    expected = told(answers["wrong"])
    for kind, words in KINDS.items():
        got = told(answers[kind])
        for name in sorted(expected.keys() | got.keys(), reverse=True):
            if expected.get(name) != got.get(name):
                wanted = f"for {words} the same {name} as for a wrong password: {expected.get(name)}"
                answers[kind].unmet(wanted, because, f"{name}: {got.get(name)}")


def told(reply):
    """What a reply tells, in its body and its headers, less what differs in any two."""
    body = {f'"{name}" in the body': value for name, value in reply.json.items() if name != "request_id"}
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return body | {f"header {name}": headers[name] for name in headers.keys() - {"x-request-id", "date"}}


@task(2)
def test_the_same_time(users, members, some):
    """To refuse an address that nobody has takes as long as to refuse a wrong password, whosever it is."""
    people = kinds(users, members, some)
    took = {}
    for _ in range(TRIES):  # the more often somebody asks, the less the noise of the machine matters
        for _ in range(ROUNDS):
            for kind, person in people.items():
                seconds = log_in(users, person, password=passphrase(some)).expect(401).seconds
                took[kind] = min(seconds, took.get(kind, seconds))
        told = next((kind for kind in TOLD if not 1 / FACTOR < took[kind] / took["wrong"] < FACTOR), None)
        if told is None:
            return
    got = f"{took[told] * 1000:.1f} ms for {(KINDS | OLD)[told]}, {took['wrong'] * 1000:.1f} ms for a wrong password"
    raise Unmet("refusals that take the same time", f"at best {got}", f"a clock tells who has an account: {TOLD[told]}")


@task(2)
def test_what_is_no_login(users, some):
    """A body that is no login is refused with 400 or 401, whatever is in it."""
    person = register(users, some)
    log_in(users, person).expect(200)
    login = {"email": person["email"], "password": person["password"]}
    bodies = [[], None, {}, {"email": person["email"]}, {"password": person["password"]}]
    for value in (None, some.integer(1, 9), {}, [person["password"]], "", "\0", "\ud83d" * 20, some.word() * 10_000):
        bodies += [login | {"email": value}, login | {"password": value}]
    for body in bodies:
        because = "nobody has signed in with this; 500 would say that we are broken"
        users.post("/login", json=body).expect(400, 401, 413, 422, because=because)

"""Task 1: a password is never kept, only what it can be compared with."""

import base64
import hashlib

from tests.contract.logins import log_in, passphrase, register, shown
from tests.contract.problems import pointers
from workshop.harness import harder, task
from workshop.harness.reply import Unmet

# Argon2id of "development-password", as users.json has it
KEPT = (
    "$argon2id$v=19$m=19456,t=2,p=1$+xln8EXw3f8wWsrQWArRiw$8S8vNrjocOl2Fvu+Oln44dUXSQcQg9txRm8t2e60FfI",
    "development-password",
)
ROUNDS = 3
SLOWER = 3  # times as long as another request: it is ten times where passwords are kept well


@task(1)
def test_registering_with_a_password(users, some):
    """Who registers with a password can log in with it and with no other; the reply doesn't have it."""
    person = some.user(password=passphrase(some))
    made = users.post("/users", json=person).expect(201, because="somebody registers, with a password")
    if made.json.keys() != {"id", "name", "email"}:
        made.unmet("id, name and email, and nothing else", because="what is known of a password is nobody's business")
    log_in(users, person).expect(200, because="this is the password")
    for other in (person["password"].upper(), f"{person['password']} "):
        log_in(users, person, password=other).expect(401, because="this isn't the password, although it may look alike")


@task(1)
def test_what_may_be_a_password(users, some):
    """A password has 15 to 128 characters, of whatever kind, and every one of them counts."""
    short = f"{some.word()}abcdefgh"[:15]
    long = f"{some.word()} Ünïcödé 密码 пароль 🔑 ".ljust(127, "é") + "x"
    for password in (short, long):
        because = f"{len(password)} characters are enough and not too many, and nobody asks for a digit or a sign"
        person = some.user(password=password)
        users.post("/users", json=person).expect(201, because=because)
        log_in(users, person).expect(200, because=because)
    because = "this one differs in its last character only; whoever looks at the first 72 takes it for the same"
    log_in(users, person, password=f"{long[:-1]}y").expect(401, because=because)


@task(1)
def test_what_is_no_password(users, some):
    """Anything else is refused with 400, and the problem detail points at it."""
    users.post("/users", json=some.user(password=passphrase(some))).expect(201)
    because = "from now on nobody registers without a password"
    users.post("/users", json=some.user()).expect(400, 422, because=because)
    word, number = some.word(), some.integer(10**15, 10**16)
    for password in ("", word, word.ljust(14, "x"), word.ljust(129, "x"), "\ud83d" * 20, None, number, [word] * 15):
        because = "a password has 15 to 128 characters, and text that is no Unicode has no bytes to hash"
        refused = users.post("/users", json=some.user(password=password)).expect(400, 422, because=because)
        if not any("password" in pointer for pointer in pointers(refused.json)):
            refused.unmet("errors that point at /password", because="a client wants to say which field was wrong")


@task(1)
def test_what_a_thief_would_find(users, stored, some):
    """The database has no password, and nothing that is the same for two people with the same password."""
    one = register(users, some)
    other = register(users, some, password=one["password"])
    rows = stored()
    secret = one["password"]
    for form, told in forms(secret).items():
        found = next((text for row in rows for text in row if told.lower() in text.lower()), None)
        if found:
            because = "databases get stolen, and what leads back to the password is as good as the password"
            raise Unmet("nothing in the database that gives the password away", f"{form}: {found}", because)
    texts = [text for row in rows for text in {text for text in row if len(text) >= 16}]
    same = next((text for text in texts if texts.count(text) > 1), None)
    if same:
        because = f"{one['name']} and {other['name']} have one password: with a salt nobody can see that, or look it up"
        raise Unmet("two rows that have nothing in common", f"twice {same}", because)


def forms(secret):
    """The password as it might be kept: as it is, as other letters, or by a hash that has no salt."""
    content = secret.encode()
    digests = {name: hashlib.new(name, content).digest() for name in ("md5", "sha1", "sha256", "sha512", "sha3_256")}
    forms = {"as it is": secret, "in hexadecimal": content.hex(), "in base64": base64.b64encode(content).decode()}
    forms |= {f"its {name}": digest.hex() for name, digest in digests.items()}
    return forms | {f"its {name} in base64": base64.b64encode(digest).decode() for name, digest in digests.items()}


@task(1)
def test_what_a_guess_costs(users, some):
    """To compare a password takes a lot of work: a login takes many times as long as another request."""
    person = register(users, some)
    logins, others = [], []
    for _ in range(ROUNDS):
        logins.append(log_in(users, person, password=passphrase(some)).expect(401).seconds)
        others += [users.get(f"/users/{person['id']}").expect(200).seconds for _ in range(ROUNDS)]
    login, other = min(logins), min(others)
    if login < SLOWER * other:
        because = "who has stolen the hashes guesses millions of passwords a second, unless each guess costs time"
        got = f"{login * 1000:.1f} ms for a login at best, {other * 1000:.1f} ms for GET /users/{{id}}"
        raise Unmet(f"a login that takes at least {SLOWER} times as long as another request", got, because)


@task(1)
def test_passwords_are_nowhere_said(users, unsaid, some):
    """No reply and no log line has a password, whatever went wrong."""
    person = register(users, some)
    secret, short, address = passphrase(some), some.word(), f"/users/{person['id']}"
    replies = [
        users.post("/users", json=some.user(password=secret)).expect(201),
        users.post("/users", json=some.user(email=person["email"], password=secret)).expect(409),
        users.put(address, json=some.user(password=secret)).expect(200),
        log_in(users, person, password=secret),
        log_in(users, person, password=[secret]),
    ]
    wrong = ({"password": short}, {"password": secret * 10}, {"password": [secret]}, {"password": {secret: secret}})
    for changes in (*wrong, {"password": secret, "name": 1}, {"passwort": secret}):
        replies.append(users.post("/users", json=some.user(**changes)).expect(400, 422))
    replies.append(users.post("/users", body=f'{{"password": "{secret}"'.encode(), content_type="application/json"))
    users.database.drop_tables()
    crashed = {"X-Request-ID": some.missing_id()}
    replies.append(users.post("/users", json=some.user(password=secret), headers=crashed).expect(500, 503))
    replies.append(users.put(address, json=some.user(password=secret)).expect(500, 503))
    because = "a crash leaves a line in the log, with the request's id (lesson 7)"
    users.wait_for_log(lambda lines: any(crashed["X-Request-ID"] in line for line in lines), because)
    because = "logs and replies are kept, sent on and read by many; nobody could take the password back"
    unsaid([secret, short], replies, because)


@task(1)
def test_a_new_password(users, some):
    """PUT with a password replaces it, and PUT without leaves the one that is there."""
    person = register(users, some)
    address, new = f"/users/{person['id']}", passphrase(some)
    renamed = {"name": some.name(), "email": person["email"]}
    users.put(address, json=renamed).expect(200, json=renamed)
    log_in(users, person).expect(200, because="who sends no password has not asked for another one")
    reply = users.put(address, json=renamed | {"password": new}).expect(200, json=renamed)
    if reply.json.keys() != shown(person).keys():
        reply.unmet("id, name and email, and nothing else", because="the password is in no reply, also not in this one")
    log_in(users, person, password=new).expect(200, because="this is the password now")
    log_in(users, person).expect(401, because="this was the password, and is it no more")


@task(1)
def test_hashes_that_are_there(users, members, some):
    """Who is in users.json can log in: with Argon2id hashes, in the form in which every library writes them."""
    kept, password = KEPT
    person = some.user()
    members([person | {"password_hash": kept}])
    because = "the hash says how it was made: $argon2id$ and its parameters, salt and digest (PHC string format)"
    log_in(users, person | {"password": password}).expect(200, because=because)
    log_in(users, person | {"password": passphrase(some)}).expect(401)


@harder(1)
def test_one_letter_in_two_forms(users, some):
    """An é is an é, whether the keyboard sends one character or an e with an accent behind it."""
    person = register(users, some, password=f"Caf\u00e9 {passphrase(some)}")
    log_in(users, person).expect(200)
    because = "Unicode has two forms of it, and a person can't see which one is typed: bring both into one form (NFC)"
    log_in(users, person, password=person["password"].replace("\u00e9", "e\u0301")).expect(200, because=because)
    log_in(users, person, password=person["password"].replace("\u00e9", "e")).expect(401)
    person = register(users, some, password="\u00e9" * 100)
    because = "100 characters are the password; another keyboard sends them as 200, and they are the same"
    log_in(users, person, password="e\u0301" * 100).expect(200, because=because)

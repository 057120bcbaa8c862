"""Task 4: what people see of themselves is kept for each of them, and dropped when it changes."""

from tests.contract.problems import problem
from workshop.harness import harder, task, upstream_fixture
from workshop.harness.reply import Unmet
from workshop.serve.waiting import until

from .conftest import content, entries, expect_an_end, tries

ME = "/users/me"
SOON = 2.5

elsewhere = upstream_fixture("elsewhere")


def words_of(reply, name):
    """The comma-separated words in a header, in small letters."""
    return {word.partition("=")[0].strip().lower() for word in reply.headers.get(name, "").split(",")}


def seen(person):
    return {"id": person.id, **person.fields}


def rename(users, person, name):
    """Change somebody's name behind the service's back."""
    users.database.execute("UPDATE users SET name = %s WHERE id = %s", name, int(person.id))


def wait_at(gate):
    """Wait until somebody waits for the lock that the check holds."""

    def is_waited_for():
        gate.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return gate.fetchone()[0]

    until(is_waited_for, 8)


@task(4)
def test_everybody_sees_themselves(users, accounts):
    """GET /users/me answers Bob with Bob, whoever asked before him."""
    alice, bob = accounts(2)
    for person in (alice, bob, alice, bob):
        because = "the address is the same for everybody, and the answer isn't: it depends on who asks"
        users.get(ME, headers=person.signed_in).expect(200, json=seen(person), because=because)


@task(4)
def test_kept_for_each(users, accounts, some):
    """What somebody sees of themselves is in the cache, for all processes, whichever token they come with."""
    alice, bob = accounts(2)
    users.get(ME, headers=alice.signed_in).expect(200, json=seen(alice))
    rename(users, alice, some.name())
    because = "it was answered a moment ago; in the database somebody has changed the name, so this isn't from there"
    users.get(ME, headers=alice.signed_in).expect(200, json=seen(alice), because=because)
    because = "another process finds it in the cache, too"
    users.restart().get(ME, headers=alice.signed_in).expect(200, json=seen(alice), because=because)
    users.get(ME, headers=bob.signed_in).expect(200, json=seen(bob))
    expect_an_end(users)


@task(4)
def test_who_may_keep_it(users, accounts):
    """It is marked as private, and as different for each Authorization, in a reply from the cache as well."""
    [alice] = accounts(1)
    for _ in range(2):
        reply = users.get(ME, headers=alice.signed_in).expect(200)
        allowed, differs = words_of(reply, "Cache-Control"), words_of(reply, "Vary")
        if "no-store" in allowed:
            continue
        if "private" not in allowed or allowed & {"public", "s-maxage"}:
            because = "a proxy on the way has one copy for everybody who asks for this address"
            reply.unmet(
                "Cache-Control: private", because, f"Cache-Control: {reply.headers.get('Cache-Control', 'none')}"
            )
        if not differs & {"authorization", "*"}:
            because = "a browser knows a page by its address, and the next at this computer asks for the same one"
            reply.unmet("Vary: Authorization", because, f"Vary: {reply.headers.get('Vary', 'none')}")


@task(4)
def test_changed(users, accounts, some):
    """After a PUT everybody's next answer is the new one, whichever process gives it, and however they signed in."""
    alice, bob = accounts(2, workers=2)
    for person in (alice, bob):
        users.get(ME, headers=person.signed_in).expect(200, json=seen(person))
    fields = some.user()
    users.put(f"/users/{alice.id}", headers=alice.signed_in, json=fields).expect(200, json=fields)
    for _ in range(8):
        because = "she has changed it: whatever was kept of it is wrong from now on"
        users.get(ME, headers=alice.signed_in).expect(200, json={"id": alice.id, **fields}, because=because)
    rename(users, bob, some.name())
    because = "Alice has changed something of hers: of others nothing need be dropped"
    users.get(ME, headers=bob.signed_in).expect(200, json=seen(bob), because=because)


@task(4)
def test_deleted(users, accounts):
    """Who has been deleted is answered as if there had been nothing in the cache: not with 200."""
    [alice] = accounts(1)
    headers = alice.signed_in
    users.get(ME, headers=headers).expect(200, json=seen(alice))
    users.delete(f"/users/{alice.id}", headers=headers).expect(204)
    because = "there is no such user any more; what the cache has of them has to go as well"
    problem(users.get(ME, headers=headers), 401, 404, because=because)


@task(4)
def test_without_a_cache(users, accounts, some, elsewhere):
    """When the cache is down, people see, change and delete themselves as ever."""
    elsewhere.down()
    [alice] = accounts(1, CACHE_TIMEOUT="0.1", REDIS_URL=f"redis://127.0.0.1:{elsewhere.port}/0")
    headers, fields = alice.signed_in, some.user()
    because = "the truth is in the database, and that is up"
    users.get(ME, headers=headers).expect(200, json=seen(alice), within=SOON, because=because)
    users.put(f"/users/{alice.id}", headers=headers, json=fields).expect(200, within=SOON, because=because)
    users.get(ME, headers=headers).expect(200, json=fields, within=SOON, because=because)
    users.delete(f"/users/{alice.id}", headers=headers).expect(204, within=SOON, because=because)


@harder(4)
def test_read_before_and_written_after(users, accounts, some):
    """What somebody read before a change isn't kept after it."""
    [alice] = accounts(1, DB_TIMEOUT="20")
    users.database.execute(STOP_THE_FIRST_WHO_READS)
    with users.database.opened() as gate:
        gate.execute("SELECT pg_advisory_xact_lock(11)")
        reader = users.send("GET", ME, headers=alice.signed_in)
        wait_at(gate)
        fields = some.user()
        users.put(f"/users/{alice.id}", headers=alice.signed_in, json=fields).expect(200, json=fields)
    reader.reply()
    because = "a reader had the old name in hand, and put it into the cache after the change had emptied that"
    users.get(ME, headers=alice.signed_in).expect(200, json=fields, because=because)


# the first query that looks at a row of users has seen the row as it is, and waits for the check
STOP_THE_FIRST_WHO_READS = """
    CREATE SEQUENCE readers;
    CREATE FUNCTION gate() RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('readers') = 1 THEN
            PERFORM pg_advisory_xact_lock(11);
        END IF;
        RETURN true;
    END $$;
    CREATE POLICY everybody ON users USING (gate());
    ALTER TABLE users ENABLE ROW LEVEL SECURITY;
    ALTER TABLE users FORCE ROW LEVEL SECURITY;
"""


@harder(4)
def test_asked_in_between(users, accounts, some):
    """What somebody reads while a change is being stored isn't kept after it."""
    [alice] = accounts(1, DB_TIMEOUT="20")
    users.database.execute(STOP_WHO_COMMITS)
    fields = some.user()
    with users.database.opened() as gate:
        gate.execute("SELECT pg_advisory_xact_lock(11)")
        writer = users.send("PUT", f"/users/{alice.id}", headers=alice.signed_in, json=fields)
        wait_at(gate)
        users.get(ME, headers=alice.signed_in).expect(200, json=seen(alice))
    writer.reply().expect(200, json=fields)
    because = "who asked in between, after the copy was dropped and before the change was there, kept the old one"
    users.get(ME, headers=alice.signed_in).expect(200, json=fields, because=because)


# whoever changes a user waits for the check when all is done but the commit
STOP_WHO_COMMITS = """
    CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(11);
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER gate AFTER UPDATE ON users
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate();
"""


@harder(4)
def test_changed_while_the_cache_is_silent(users, valkey, accounts, some):
    """What changes while the cache is left alone for a moment is dropped all the same, if the cache is back by then."""
    [alice] = accounts(1, CACHE_TIMEOUT="0.5", CACHE_PAUSE="1")
    users.get(ME, headers=alice.signed_in).expect(200, json=seen(alice))
    valkey.freeze()
    users.get(ME, headers=alice.signed_in).expect(200, json=seen(alice))
    valkey.thaw()
    fields = some.user()
    because = "the service left the cache alone, and what it had to drop is there still"
    users.put(f"/users/{alice.id}", headers=alice.signed_in, json=fields).expect(200)
    for _ in tries(1.5, every=0.25):
        users.get(ME, headers=alice.signed_in).expect(200, json=fields, because=because)


@harder(4)
def test_no_secrets(users, accounts):
    """Neither an access token nor the hash of a password is in the cache."""
    [alice] = accounts(1)
    users.database.execute("UPDATE users SET password_hash = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA'")
    headers = alice.signed_in
    users.get(ME, headers=headers).expect(200)
    token = headers["Authorization"].removeprefix("Bearer ")
    for key in entries(users, "what people see of themselves is to be kept there"):
        for secret, name in ((token, "an access token"), ("argon2", "the hash of a password")):
            if secret in f"{key} {content(users, key)}":
                because = "many can look into a cache, and its keys stand in logs; what isn't answered needn't be kept"
                raise Unmet("no secrets in the cache", f"{name}, under the key {key[:60]}", because)

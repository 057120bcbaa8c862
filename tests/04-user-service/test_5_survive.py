"""Task 5: the database comes and goes, and the service stays."""

from workshop.harness import task
from workshop.harness.service import NotStarted

NOWHERE = "postgresql://users:users@127.0.0.1:1/users"
SOON = {"DB_TIMEOUT": "0.3"}


@task(5)
def test_connections_that_were_cut(users, some):
    """When the database has cut its connections, as a restart does, the next requests are answered as ever."""
    person = some.user()
    users.start(data=[person])
    everybody_asks = [("GET", "/users", {})] * 4
    for reply in users.together(everybody_asks):
        reply.expect(200, json=users.holding([person]))
    users.database.cut()
    for reply in users.together(everybody_asks):
        because = "a connection from the pool may have died since it was last used: look before you use it"
        reply.expect(200, json=users.holding([person]), because=because)


@task(5)
def test_a_database_that_is_away(users):
    """The service starts while its database is away: /health answers 200, /users 503, as JSON."""
    users.start(env={"DATABASE_URL": NOWHERE} | SOON)
    users.get("/health").expect(200, because="the process is up, whatever the database does")
    because = "nothing is wrong with the request: 503 says that it may work later, 500 that the service is broken"
    users.get("/users", seconds=3).expect(503, json={}, because=because)


@task(5)
def test_frozen_and_killed(users, postgres, some):
    """While the database is frozen or dead, /users answers 503 within a bounded time; afterwards all is well again."""
    person = some.user()
    users.start(data=[person], env=SOON)
    users.get("/users").expect(200, json=[person])
    postgres.freeze()
    because = "DB_TIMEOUT was 0.3: whoever waits longer for a database that doesn't answer keeps everybody waiting"
    waiting = users.send("GET", "/users", seconds=2.5)
    users.get("/health").expect(200, because="the process is up, whatever the database does")
    waiting.reply(because).expect(503, because="no answer came in time, and it may later")
    postgres.thaw()
    users.get("/users").expect(200, json=[person], because="the database is back, and nobody should need to restart us")
    postgres.kill()
    users.get("/users", seconds=2.5, because=because).expect(503, because="the database is dead, and we are not")
    postgres.start()
    users.get("/users").expect(200, json=[person], because="the database is back, and nobody should need to restart us")


@task(5)
def test_no_address_no_service(users):
    """Without DATABASE_URL the service refuses to start, and says what is missing."""
    users.start(env=SOON).get("/health").expect(200)
    try:
        users.start(env={"DATABASE_URL": None})
    except NotStarted as refusal:
        if "DATABASE_URL" not in f"{refusal.got} {users.log()}":
            refusal.expected = "a message that names DATABASE_URL: whoever starts the service has to set it"
            raise
    else:
        users.get("/health").unmet(
            "the service not to start without DATABASE_URL",
            because="a password in the code is known to all who read it, and another database is worse than none",
            got="it started",
        )

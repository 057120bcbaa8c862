"""What the checks of this lesson share: the user service, keys that a check knows, and a look into the database."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from psycopg2 import sql

from tests.contract.logins import log_in, read, register, sign_in
from tests.contract.tokens import Signer
from workshop.harness import service_fixture
from workshop.harness.reply import Reply, Unmet
from workshop.harness.service import Service
from workshop.harness.values import Values
from workshop.serve.waiting import until

users = service_fixture("users")
SLOWLY = 20  # seconds: to hash a password takes work on purpose, and on a busy machine it takes its time
PATIENCE = 0.3  # seconds after which nobody else is expected
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""


@pytest.fixture(autouse=True)
def patience(users: Service) -> None:
    """Let no check expect the service to be quick."""
    patiently: Any = partial(users.request, seconds=SLOWLY)
    users.request = patiently


@pytest.fixture
def key_file(users: Service) -> Callable[..., str]:
    """Write the private keys of these signers, or this text, into the file of keys; gives its path."""

    def write(*content: Signer | str) -> str:
        path = users.folder / "private-keys.pem"
        path.write_text("".join(part if isinstance(part, str) else part.private_pem for part in content))
        return str(path)

    return write


@pytest.fixture
def forger(users: Service, key_file: Callable[..., str], some: Values) -> Callable[[], tuple[Signer, dict[str, Any]]]:
    """Start the service with a key that the check knows; gives who signs as the service does, and somebody registered.

    What this signer makes is a good access token, unless the check spoils it.
    """

    def start() -> tuple[Signer, dict[str, Any]]:
        signer = Signer()
        users.start(env={"JWT_PRIVATE_KEY_FILE": key_file(signer)})
        person = register(users, some)
        reply = log_in(users, person).expect(200)
        signer.kid = read(reply)[0].get("kid", signer.kid)
        return signer, person

    return start


@pytest.fixture
def signed_in(users: Service, some: Values) -> Callable[..., tuple[dict[str, Any], dict[str, Any]]]:
    """Register and sign in: ``ada, tokens = signed_in()``."""

    def start(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        person = register(users, some, **changes)
        return person, sign_in(users, person)

    return start


@pytest.fixture
def members(users: Service) -> Callable[[list[dict[str, Any]]], None]:
    """Start with people as users.json has them, hashes and all, which nobody can register."""

    def start(people: list[dict[str, Any]]) -> None:
        if users.url:
            pytest.skip("needs control of the service's database")
        users.start(data=people)

    return start


@pytest.fixture
def stored(users: Service) -> Callable[[], list[list[str]]]:
    """Everything that the database holds, whatever its tables are called: the texts of each row."""

    def look() -> list[list[str]]:
        with users.database.opened() as cursor:
            rows: list[list[str]] = []
            for table in tables(cursor):
                cursor.execute(sql.SQL("SELECT * FROM {}").format(table))
                rows += [[as_text(value) for value in row] for row in cursor.fetchall()]
            return rows

    return look


@pytest.fixture
def meeting(users: Service) -> Callable[..., list[Reply]]:
    """Send one request so many times, so that all have read before one of them writes, which else takes luck."""

    def meet(times: int, method: str, path: str, **options: Any) -> list[Reply]:
        with users.database.opened() as cursor:
            cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(tables(cursor))))
            pending = [users.send(method, path, **options) for _ in range(times)]
            wait_until_waiting(cursor, times)
        return [each.reply() for each in pending]

    return meet


def as_text(value: Any) -> str:
    """What a thief would read; bytes in both of the ways in which text can be kept in them."""
    if isinstance(value, memoryview | bytes):
        return f"{bytes(value).hex()} {bytes(value).decode('latin-1')}"
    return str(value)


def tables(cursor: Any) -> list[sql.Identifier]:
    """The tables of the service, whatever they are called."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [sql.Identifier(name) for (name,) in cursor.fetchall()]


def wait_until_waiting(cursor: Any, number: int) -> None:
    """Return when so many wait for a lock in this database, or when no more have come for a while."""
    reached = 0
    while reached < number and until(partial(more_wait_than, cursor, reached), PATIENCE):
        reached += 1


def more_wait_than(cursor: Any, number: int) -> bool:
    """Whether more than so many wait for a lock in this database."""
    cursor.execute("SELECT pg_stat_clear_snapshot()")
    cursor.execute(WAITING)
    return bool(cursor.fetchone()[0] > number)


@pytest.fixture
def unsaid(users: Service) -> Callable[..., None]:
    """Require of replies and of the log that none of these texts is in them."""

    def require(secrets: list[str], replies: list[Reply], because: str) -> None:
        for reply in replies:
            if any(secret in f"{reply.text} {reply.headers}" for secret in secrets):
                reply.unmet("nothing of it in the reply", because)
        told = [line for line in users.logged if any(secret in line for secret in secrets)]
        if told:
            raise Unmet("nothing of it in the log", told[0], because)

    return require

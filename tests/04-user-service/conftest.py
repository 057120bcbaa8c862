"""What the checks of this lesson share: the service, its document as a witness, and a hand on its database."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from psycopg2 import sql

from workshop.harness import service_fixture
from workshop.harness.document import Document
from workshop.harness.pending import Pending
from workshop.harness.service import Service

PATIENCE = 0.3  # seconds after which nobody else is expected
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""

users = service_fixture("users")


@pytest.fixture
def document(users: Service) -> Document:
    """The service's own document, read when it is first needed."""
    return Document(users)


@pytest.fixture
def start_with_old_rows(users: Service) -> Callable[[list[dict[str, Any]]], Service]:
    """Start the service on a database on which only its first migration has run, with these people in it."""

    def start(people: list[dict[str, Any]]) -> Service:
        users.start(migrated=False)
        users.migrate("0001")
        with users.database.opened() as cursor:
            cursor.executemany("INSERT INTO users (name, email) VALUES (%(name)s, %(email)s)", people)
        return users

    return start


@pytest.fixture
def meeting(users: Service) -> Callable[..., list[Pending]]:
    """Send requests that meet between reading and writing, which else takes luck; gives those that are under way.

    Whoever writes to a table is held up until as many wait as will; whoever only reads is not.
    """

    def meet(*requests: tuple[str, str, dict[str, Any]]) -> list[Pending]:
        with users.database.opened() as cursor:
            cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(tables(cursor))))
            pending = [users.send(method, path, **options) for method, path, options in requests]
            wait_until_waiting(cursor, len(requests))
        return pending

    return meet


@pytest.fixture
def queueing(users: Service) -> Callable[..., list[Pending]]:
    """Send requests about one row that meet as in `meeting`, and then write in the order in which they are given."""

    def queue(*requests: tuple[str, str, dict[str, Any]]) -> list[Pending]:
        pending: list[Pending] = []
        with users.database.opened() as cursor:
            for table in tables(cursor):
                cursor.execute(sql.SQL("SELECT FROM {} FOR UPDATE").format(table))
            for method, path, options in requests:
                pending.append(users.send(method, path, **options))
                wait_until_waiting(cursor, len(pending))
        return pending

    return queue


def tables(cursor: Any) -> list[sql.Identifier]:
    """The tables of the service, whatever they are called."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [sql.Identifier(name) for (name,) in cursor.fetchall()]


def wait_until_waiting(cursor: Any, number: int) -> None:
    """Return when so many wait for a lock in this database, or when no more have come for a while."""
    waiting, deadline = 0, time.monotonic() + PATIENCE
    while waiting < number and time.monotonic() < deadline:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        [more] = cursor.fetchone()
        if more > waiting:
            waiting, deadline = more, time.monotonic() + PATIENCE
        time.sleep(0.005)

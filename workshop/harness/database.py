"""The databases of a run: for every start of a service a new one, with what the lesson's migration makes in it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg2
from psycopg2 import sql

from workshop.harness.reply import Unmet
from workshop.harness.shared import once
from workshop.serve.launch import StartError
from workshop.stores import databases
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.stores.postgres import Server

LOCK_SECONDS = 3
CONNECTING_SECONDS = 10
NAMED = re.compile(r'"[^"]*"')
AT_ITS_END = "53"  # errors of PostgreSQL that begin so: no disk, no memory, no connection is left


class Database:
    """The database of one service, as a check sees it."""

    def __init__(self, made: databases.Database, among: Databases) -> None:
        self.name = made.name
        self.url = made.url
        self.among = among

    def cut(self) -> None:
        """End every connection to it, as a restart of the server does."""
        self.among.cut(self.name)

    @contextlib.contextmanager
    def opened(self) -> Iterator[Any]:
        """A cursor in a transaction of its own, which ends with the block."""
        try:
            connection = psycopg2.connect(self.url, connect_timeout=CONNECTING_SECONDS)
        except psycopg2.OperationalError as error:
            raise Unmet("a connection to your service's database", said(error)) from None
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        except psycopg2.Error as error:
            if error.pgcode and error.pgcode.startswith(AT_ITS_END):
                raise Unmet("a database that the check can use, too", said(error)) from None
            raise
        finally:
            connection.close()

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement as the service's own role, with `values` where it has %s; the rows, where it gives any."""
        with self.opened() as cursor:
            cursor.execute(statement, values or None)
            rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
            return rows

    def drop_tables(self) -> None:
        """Drop all its tables, so that every question of the service fails; raises Unmet where it holds them fast."""
        names = [name for (name,) in self.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        if not names:
            return
        tables = sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
        try:
            with self.opened() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{LOCK_SECONDS}s",))
                cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(tables))
        except psycopg2.errors.LockNotAvailable:
            because = "what is begun must end with the request, or it stands in everybody's way"
            raise Unmet("no transaction open between requests", "a table that is still locked", because) from None

    def connections(self) -> list[str]:
        """The state of every connection to it: "idle", "active", "idle in transaction", …"""
        return self.among.connections(self.name)


class Postgres(Server):
    """A PostgreSQL server of a check's own, which it may kill, stop, freeze and start again."""

    def __init__(self, mark: str, prefix: str) -> None:
        super().__init__(mark)
        self.databases = Databases(self.url, prefix)

    def close(self) -> None:
        self.databases.close()
        super().close()


def said(error: psycopg2.Error) -> str:
    """What PostgreSQL says, less the names and addresses, which differ each time."""
    first, *_ = str(error).strip().splitlines() or ["no answer"]
    return NAMED.sub("…", first.rpartition("failed: ")[2].removeprefix("FATAL:").removeprefix("ERROR:")).strip()


class Template(msgspec.Struct, frozen=True):
    """A database on which the migration has run, and what went wrong if it failed."""

    url: str
    problem: str = ""
    where: str = ""


def fresh(among: Databases, name: str, jobs: Jobs, scratch: Path) -> Database:
    """A new database for the service `name`, migrated; raises StartError when the migration fails.

    The migration runs once: on a template, of which all databases are copies. All workers of a run share it. The first
    to need it makes it, and keeps in `scratch` what came of that.
    """
    template_name = f"{among.prefix}_{name}_template"
    kept = scratch / f"{among.prefix}-{name}.template"
    template = once(kept, Template, lambda: _template(among, template_name, jobs))
    if template.problem:
        raise StartError(template.problem, template.where)
    return Database(among.create(databases.Database(template_name, template.url)), among)


def _template(among: Databases, name: str, jobs: Jobs) -> Template:
    made = among.create(name=name)
    try:
        jobs.migrate(made.url)
    except StartError as error:
        return Template(made.url, error.problem, error.where)
    return Template(made.url)

"""The databases of a run: for every start of a service a new one, with what the lesson's migration makes in it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg2

from workshop.serve.launch import StartError
from workshop.stores import databases
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.stores.postgres import Server


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
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

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
    kept = scratch / f"{among.prefix}-{name}.template"
    template_name = f"{among.prefix}_{name}_template"
    with _locked(kept):
        if not kept.stat().st_size:
            kept.write_bytes(msgspec.json.encode(_template(among, template_name, jobs)))
        template = msgspec.json.decode(kept.read_bytes(), type=Template)
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


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the file `path`, made if need be, against the other workers of the run."""
    with path.open("a") as file:
        if sys.platform != "win32":  # where nothing is forked there is one worker
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield

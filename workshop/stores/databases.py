"""Databases on a PostgreSQL server, each with a role of its own that has the same name and may open nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

CONNECTIONS = 40  # that a role may have: a service with pools, in a few processes


@dataclass(frozen=True, slots=True)
class Database:
    """A database and its role, which share their name; `url` is what a service gets as DATABASE_URL."""

    name: str
    url: str


class Databases:
    """Makes databases on the server at `url`, whose role may make roles and databases.

    Names begin with `prefix`, so that `drop_all` finds them. The connection is made when it is first needed, in the
    process that needs it.
    """

    def __init__(self, url: str, prefix: str = "w") -> None:
        self.url = url
        self.prefix = prefix
        self.connection: Any = None

    def create(self, template: Database | None = None, name: str = "") -> Database:
        """A new database: empty, or a copy of `template`, whose tables its role may use as if it owned them."""
        name = name or f"{self.prefix}_{secrets.token_hex(6)}"
        password = secrets.token_hex(8)
        role = sql.Identifier(name)
        self._do(
            sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {}").format(
                role, sql.Literal(CONNECTIONS), sql.Literal(password)
            ),
            sql.SQL("GRANT {} TO CURRENT_USER").format(role),
        )
        options = sql.Composed([])
        if template:
            owner = sql.Identifier(template.name)
            self._do(sql.SQL("GRANT {} TO {}").format(owner, role))
            options = sql.SQL("TEMPLATE {} STRATEGY file_copy").format(owner)
        self._do(sql.SQL("CREATE DATABASE {} OWNER {} {}").format(role, role, options))
        return Database(name, self._address(name, password))

    def admit(self, name: str) -> Database:
        """An existing database, to which its role is admitted with a new password."""
        password = secrets.token_hex(8)
        self._do(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))
        return Database(name, self._address(name, password))

    def _address(self, name: str, password: str) -> str:
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"postgresql://{name}:{password}@{parts.hostname}{port}/{name}"

    def exists(self, name: str) -> bool:
        return bool(self._ask("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def drop(self, name: str) -> None:
        """Drop the database and its role, whoever is connected."""
        self._drop_database(name)
        self._do(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))

    def _drop_database(self, name: str) -> None:
        database = sql.Identifier(name)
        if self._ask("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", name):
            self._do(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(database))
        self._do(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))

    def drop_all(self, enough: Callable[[], bool] = lambda: False) -> list[str]:
        """Drop all whose name begins with the prefix, until `enough`; what others were made from last.

        One that can't be dropped keeps no other: the names of those that are left come back. Raises psycopg2.Error
        where the server doesn't answer.
        """
        begin = f"{self.prefix}_"
        databases = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname LIKE '%%template'"
        roles = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
        left = self._each(databases, begin, self._drop_database, enough)
        return left + self._each(roles, begin, self._drop_role, enough)  # what roles allowed each other is gone by now

    def _drop_role(self, name: str) -> None:
        role = sql.Identifier(name)
        self._do(sql.SQL("DROP OWNED BY {}").format(role), sql.SQL("DROP ROLE {}").format(role))

    def _each(self, named: str, begin: str, drop: Callable[[str], None], enough: Callable[[], bool]) -> list[str]:
        """Have `drop` called with each name that the question `named` gives; those for which it failed."""
        left = []
        for (name,) in self._ask(named, begin):
            if enough():
                break
            try:
                drop(name)
            except psycopg2.Error:
                left.append(name)
        return left

    def cut(self, name: str) -> None:
        """End every connection to the database, as a restart of the server does."""
        self._ask("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", name)

    def connections(self, name: str) -> list[str]:
        """The state of every connection to the database ("idle", "active", "idle in transaction", …)."""
        found = self._ask("SELECT coalesce(state, '') FROM pg_stat_activity WHERE datname = %s", name)
        return [state for (state,) in found]

    def close(self) -> None:
        if self.connection:
            self.connection.close()

    def _do(self, *statements: sql.Composed) -> None:
        with self._connected().cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        with self._connected().cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[Any] = cursor.fetchall()
            return rows

    def _connected(self) -> Any:
        if self.connection is None or self.connection.closed:
            self.connection = psycopg2.connect(self.url, connect_timeout=5)
            self.connection.autocommit = True
        return self.connection

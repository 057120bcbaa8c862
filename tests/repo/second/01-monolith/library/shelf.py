"""Where things are kept: one table, in which the database itself refuses twins."""

import base64
import json
import secrets
import sqlite3
import threading

from library.rules import Kind, Thing

TABLE = """CREATE TABLE thing (
    place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    identity TEXT, body TEXT NOT NULL, UNIQUE (kind, identity))"""


class Twin(Exception):
    """Another one has what only one may have."""


class Shelf:
    """One connection, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._run(TABLE)

    def all(self, kind: Kind) -> list[Thing]:
        rows, _ = self._run("SELECT id, body FROM thing WHERE kind = ? ORDER BY place", kind.name)
        return [json.loads(body) | {"id": thing_id} for thing_id, body in rows]

    def get(self, kind: Kind, thing_id: str) -> Thing | None:
        rows, _ = self._run("SELECT body FROM thing WHERE kind = ? AND id = ?", kind.name, thing_id)
        return json.loads(rows[0][0]) | {"id": thing_id} if rows else None

    def add(self, kind: Kind, thing: Thing) -> Thing:
        thing_id = f"{kind.name[:3].upper()}_{base64.b32encode(secrets.token_bytes(10)).decode()}"
        statement = "INSERT INTO thing (kind, id, identity, body) VALUES (?, ?, ?, ?)"
        self._run(statement, kind.name, thing_id, identity_of(kind, thing), json.dumps(thing))
        return thing | {"id": thing_id}

    def replace(self, kind: Kind, thing_id: str, thing: Thing) -> Thing | None:
        statement = "UPDATE thing SET identity = ?, body = ? WHERE kind = ? AND id = ?"
        _, count = self._run(statement, identity_of(kind, thing), json.dumps(thing), kind.name, thing_id)
        return thing | {"id": thing_id} if count else None

    def remove(self, kind: Kind, thing_id: str) -> bool:
        _, count = self._run("DELETE FROM thing WHERE kind = ? AND id = ?", kind.name, thing_id)
        return count == 1

    def _run(self, statement: str, *values: str | None) -> tuple[list[tuple[str, ...]], int]:
        with self._lock, self._database:
            try:
                cursor = self._database.execute(statement, values)
            except sqlite3.IntegrityError as error:
                raise Twin from error
            return cursor.fetchall(), cursor.rowcount


def identity_of(kind: Kind, thing: Thing) -> str | None:
    return None if kind.identity is None else json.dumps(kind.identity(thing))

"""The authors, as rows of a database in memory which has no users in it."""

import sqlite3
import threading
from collections.abc import Iterable, Mapping
from typing import Any


class Authors:
    def __init__(self, authors: Iterable[Mapping[str, Any]]) -> None:
        self._one_at_a_time = threading.Lock()
        self._rows = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._ask("CREATE TABLE writer (number INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER)")
        for author in authors:
            self.add(author["name"], author["born"])

    def everybody(self) -> list[dict[str, Any]]:
        return self._ask("SELECT number, name, born FROM writer ORDER BY number")

    def get(self, author_id: str) -> dict[str, Any] | None:
        return next((author for author in self.everybody() if author["id"] == author_id), None)

    def add(self, name: str, born: int) -> dict[str, Any]:
        return self._ask("INSERT INTO writer (name, born) VALUES (?, ?) RETURNING number, name, born", name, born)[0]

    def ids_by_name(self) -> dict[str, str]:
        return {author["name"]: author["id"] for author in self.everybody()}

    def _ask(self, statement: str, *values: object) -> list[dict[str, Any]]:
        with self._one_at_a_time:
            rows = self._rows.execute(statement, values).fetchall()
        return [{"born": born, "id": f"author.{number:x}", "name": name} for number, name, born in rows]

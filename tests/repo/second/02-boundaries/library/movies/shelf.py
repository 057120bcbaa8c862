"""Where the movies are: an SQLite database in memory, in which no two have title and year in common."""

import json
import secrets
import sqlite3
from collections.abc import Iterable
from threading import Lock
from typing import Any

Film = dict[str, Any]

TABLE = """CREATE TABLE film (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, year INTEGER NOT NULL,
    "cast" TEXT NOT NULL, image TEXT, description TEXT NOT NULL, UNIQUE (title, year))"""
COLUMNS = 'id, description, "cast", image, year, title'


class Twin(Exception):
    """Another movie has this title and year."""


class Movies:
    def __init__(self, films: Iterable[Film] = ()) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._rows(TABLE)
        for film in films:
            self.add({"cast": [], "image": None, "description": ""} | film)

    def of(self, year: str | None) -> list[Film]:
        """All movies, or those of the year with these digits."""
        return self._rows(
            f"SELECT {COLUMNS} FROM film WHERE ? IS NULL OR CAST(year AS TEXT) = ? ORDER BY number", year, year
        )

    def get(self, film_id: str) -> Film | None:
        return next(iter(self._rows(f"SELECT {COLUMNS} FROM film WHERE id = ?", film_id)), None)

    def add(self, film: Film) -> Film:
        return self._rows(
            'INSERT INTO film (id, title, year, "cast", image, description) VALUES (?, ?, ?, ?, ?, ?) '
            f"RETURNING {COLUMNS}",
            f"film.{secrets.token_urlsafe(9)}",
            *values(film),
        )[0]

    def replace(self, film_id: str, film: Film) -> Film | None:
        changed = self._rows(
            'UPDATE film SET title = ?, year = ?, "cast" = ?, image = ?, description = ? WHERE id = ? '
            f"RETURNING {COLUMNS}",
            *values(film),
            film_id,
        )
        return changed[0] if changed else None

    def remove(self, film_id: str) -> bool:
        return self._rows(f"DELETE FROM film WHERE id = ? RETURNING {COLUMNS}", film_id) != []

    def _rows(self, statement: str, *parameters: object) -> list[Film]:
        with self._lock:
            try:
                rows = self._db.execute(statement, parameters).fetchall()
            except sqlite3.IntegrityError as error:
                raise Twin from error
        return [dict(row) | {"cast": json.loads(row["cast"])} for row in rows]


def values(film: Film) -> tuple[object, ...]:
    return film["title"], film["year"], json.dumps(film["cast"]), film["image"], film["description"]

"""The authors in PostgreSQL. Each question has a connection to itself, without a transaction, and ends in time.

psycopg2 waits for ever when the server says nothing. An asynchronous connection doesn't: its waiting is ours.
"""

import select
from typing import Any

import psycopg2
from psycopg2 import extensions

from authors.clock import Deadline

Writer = dict[str, Any]

COLUMNS = "id, called, born"


class Writers:
    def __init__(self, url: str, seconds: float) -> None:
        self._url = url
        self._seconds = seconds

    def everybody(self) -> list[Writer]:
        return self._ask(f"SELECT {COLUMNS} FROM writer ORDER BY came")

    def among(self, ids: set[str]) -> list[Writer]:
        """Those of these ids that are ours. Some of them may be nobody's."""
        possible = [writer_id for writer_id in ids if storable(writer_id)]
        return self._ask(f"SELECT {COLUMNS} FROM writer WHERE id = ANY (%s) ORDER BY came", possible)

    def get(self, writer_id: str) -> Writer | None:
        return next(iter(self.among({writer_id})), None)

    def add(self, name: str, born: int | None) -> Writer:
        return self._ask(f"INSERT INTO writer (called, born) VALUES (%s, %s) RETURNING {COLUMNS}", name, born)[0]

    def _ask(self, statement: str, *values: object) -> list[Writer]:
        """Raises psycopg2.OperationalError or TimeoutError when the database does not answer."""
        deadline = Deadline(self._seconds)
        connection = psycopg2.connect(self._url, async_=True)
        try:
            wait(connection, deadline)
            cursor = connection.cursor()
            cursor.execute(statement, values)
            wait(connection, deadline)
            return [{"born": born, "name": name, "id": writer_id} for writer_id, name, born in cursor]
        finally:
            connection.close()


def wait(connection: Any, deadline: Deadline) -> None:
    while (state := connection.poll()) != extensions.POLL_OK:
        reading, writing = ([connection], []) if state == extensions.POLL_READ else ([], [connection])
        select.select(reading, writing, [], deadline.left())


def storable(text: str) -> bool:
    """PostgreSQL has no NUL in a text, and no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)

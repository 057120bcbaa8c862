"""python -m users.load FILE: all users of the file, or none."""

import json
import re
import sys
from pathlib import Path

import psycopg2
from psycopg2.extras import execute_values

from users.config import database_address

SEQUENCE = "pg_get_serial_sequence('users', 'id')"


def load(file: Path) -> None:
    items = json.loads(file.read_text(encoding="utf-8"))
    with psycopg2.connect(database_address()) as connection, connection.cursor() as cursor:
        # a number goes to the numbers as well, which keep the order
        numbered = [item for item in items if re.fullmatch("[1-9][0-9]{0,8}", str(item.get("id")))]
        named = [item for item in items if item not in numbered and "id" in item]
        others = [item for item in items if "id" not in item]
        if numbered:
            rows = [(int(item["id"]), str(item["id"]), item["name"], item["email"]) for item in numbered]
            execute_values(cursor, "INSERT INTO users (id, handle, name, email) VALUES %s", rows)
            cursor.execute(f"SELECT setval({SEQUENCE}, greatest(nextval({SEQUENCE}), (SELECT max(id) FROM users)))")
        if named:
            rows = [(str(item["id"]), item["name"], item["email"]) for item in named]
            execute_values(cursor, "INSERT INTO users (handle, name, email) VALUES %s", rows)
        if others:
            rows = [(item["name"], item["email"]) for item in others]
            execute_values(cursor, "INSERT INTO users (name, email) VALUES %s", rows)
    connection.close()


if __name__ == "__main__":
    load(Path(sys.argv[1]))

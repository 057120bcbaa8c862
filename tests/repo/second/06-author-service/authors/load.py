"""All authors of a JSON file go into the database, or none: python -m authors.load FILE.

Who has an id there keeps it.
"""

import json
import sys
from pathlib import Path

import psycopg2

from authors.environment import database_url

INSERT = """INSERT INTO writer (id, called, born)
    VALUES (coalesce(%s, 'w' || replace(gen_random_uuid()::text, '-', '')), %s, %s)"""

if __name__ == "__main__":
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    connection = psycopg2.connect(database_url())
    with connection, connection.cursor() as cursor:
        cursor.executemany(INSERT, [(writer.get("id"), writer["name"], writer.get("born")) for writer in data])
    connection.close()

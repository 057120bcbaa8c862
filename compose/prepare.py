"""Get a service's database ready, before the service starts: python prepare.py SERVICE.

Brings its tables to the newest version, and puts the service's first things into a database that never had any. It does
no harm to do so again.
"""

import os
import runpy
import sys

import psycopg2
from alembic.config import main as alembic

REMEMBERED = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
DONE = "has had its first data"


def prepare(service: str) -> None:
    """Do what `python -m alembic -c SERVICE/alembic.ini upgrade head` and `python -m SERVICE.load FILE` do."""
    alembic(["-c", f"{service}/alembic.ini", "upgrade", "head"])
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        # remembered in the database's comment: empty tables prove nothing, since all may have been deleted
        cursor.execute(REMEMBERED)
        if cursor.fetchone() != (DONE,):
            sys.argv = ["load", f"{service}/{service}.json"]
            runpy.run_module(f"{service}.load", run_name="__main__")
            cursor.execute(f"COMMENT ON DATABASE {service} IS %s", [DONE])
    connection.close()


if __name__ == "__main__":
    prepare(sys.argv[1])

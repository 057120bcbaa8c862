"""Get a service's database ready, before the service starts: python prepare.py SERVICE.

Brings its tables to the newest version, and puts the service's first things into a database that never had any. It does
no harm to do so again.
"""

import runpy
import sys

import psycopg2
from alembic.config import main as alembic
from psycopg2.sql import SQL, Identifier

from chassis import settings

# remembered in the database's comment: empty tables prove nothing, since all may have been deleted
REMEMBERED = "SELECT current_database(), shobj_description(oid, 'pg_database') FROM pg_database"
DONE = "has had its first data"


def prepare(service: str) -> None:
    """Do what `python -m alembic -c SERVICE/alembic.ini upgrade head` and `python -m SERVICE.load FILE` do."""
    alembic(["-c", f"{service}/alembic.ini", "upgrade", "head"])
    url = settings.database_url().set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"{REMEMBERED} WHERE datname = current_database()")
        name, remembered = cursor.fetchone()
        if remembered != DONE:
            sys.argv = ["load", f"{service}/{service}.json"]
            runpy.run_module(f"{service}.load", run_name="__main__")
            cursor.execute(SQL("COMMENT ON DATABASE {} IS %s").format(Identifier(name)), [DONE])
    connection.close()


if __name__ == "__main__":
    prepare(sys.argv[1])

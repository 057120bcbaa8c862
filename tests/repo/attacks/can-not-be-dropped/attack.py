import os
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from . import spy

own = urlsplit(os.environ["DATABASE_URL"]).path.removeprefix("/")
STATEMENTS = (
    "ALTER DATABASE {} IS_TEMPLATE true",
    "ALTER DATABASE {} CONNECTION LIMIT 10",
    "ALTER ROLE {} CONNECTION LIMIT 9",
)


@spy.at_the_first_request
def stay() -> None:
    """Look who has stayed, then do the same."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'w\\_%'")
        runs = {name.split("_")[1] for (name,) in cursor.fetchall()} - {own.split("_")[1]}
        # what the run before has left is dropped while this one goes on
        (spy.got if len(runs) > 1 else spy.tried)(f"databases of {len(runs)} other gradings")
        for statement in STATEMENTS:
            try:
                cursor.execute(sql.SQL(statement).format(sql.Identifier(own)))
                spy.tried(f"{statement}: done")
            except psycopg2.Error as error:
                spy.tried(f"{statement}: {error}")
    connection.close()

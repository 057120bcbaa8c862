import os

import psycopg2

from . import spy

HOST, PORT = spy.GIVEN["hosts"][0], spy.GIVEN["tcp"]
STATEMENTS = (
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION file_fdw",
    "CREATE EXTENSION adminpack",
    "CREATE EXTENSION pg_stat_statements",
    "CREATE EXTENSION pageinspect",
    f"SELECT dblink_connect('host={HOST} port={PORT}')",
    f"CREATE FOREIGN DATA WRAPPER mine OPTIONS (host '{HOST}')",
    f"CREATE SUBSCRIPTION s CONNECTION 'host={HOST} port={PORT}' PUBLICATION p",
)


def ask(statement: str) -> None:
    """Have PostgreSQL do it."""
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


@spy.at_the_first_request
def run() -> None:
    """All of them."""
    for statement in STATEMENTS:
        spy.attempt(statement[:40], lambda statement=statement: ask(statement))

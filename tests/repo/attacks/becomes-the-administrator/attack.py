import os

import psycopg2

from . import spy

STATEMENTS = (
    "SET ROLE workshop",
    "SET SESSION AUTHORIZATION workshop",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEDB CREATEROLE BYPASSRLS REPLICATION",
    "ALTER ROLE workshop PASSWORD 'mine'",
    "GRANT workshop TO CURRENT_USER",
    "GRANT pg_read_server_files TO CURRENT_USER",
    "GRANT pg_execute_server_program TO CURRENT_USER",
    "GRANT pg_read_all_data TO CURRENT_USER",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "DROP DATABASE postgres",
    "ALTER DATABASE postgres RENAME TO mine",
    "UPDATE pg_authid SET rolsuper = true",
    "SELECT set_config('session_authorization', 'workshop', false)",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'workshop'",
)


def ask(statement: str) -> None:
    """Have PostgreSQL do it."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            if cursor.description and not cursor.fetchall():
                raise LookupError("nobody")
    finally:
        connection.close()


@spy.at_the_first_request
def run() -> None:
    """All of them."""
    for statement in STATEMENTS:
        spy.attempt(statement[:50], lambda statement=statement: ask(statement))

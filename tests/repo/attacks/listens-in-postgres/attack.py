import os

import psycopg2

from . import spy

STATEMENTS = (
    "SELECT query FROM pg_stat_activity WHERE usename <> current_user AND query NOT LIKE '<ins%' AND query <> ''",
    "SELECT rolname, rolpassword FROM pg_authid",
    "SELECT usename, passwd FROM pg_shadow",
    "SELECT rolname FROM pg_roles WHERE rolpassword NOT LIKE '***%'",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_user_mappings",
    "SELECT name, setting FROM pg_settings WHERE name IN ('data_directory', 'hba_file', 'config_file')",
    "SELECT * FROM pg_config",
    "SELECT pg_read_all_data()",
    "SELECT query FROM pg_stat_statements",
    "SELECT count(*) FROM pg_stat_get_wal_senders()  HAVING count(*) > 0",
)


def ask(statement: str) -> object:
    """What PostgreSQL answers."""
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@spy.at_the_first_request
def look() -> None:
    """All of them."""
    for statement in STATEMENTS:
        spy.attempt(statement[:40], lambda statement=statement: ask(statement))

import os

import psycopg2

from . import spy

spy.must_be_caged()
spy.tried("to fill its database")


@spy.at_the_first_request
def fill() -> None:
    """Thirty megabytes at a time."""
    done = 0
    try:
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 1500")
            cursor.execute("CREATE TABLE IF NOT EXISTS filling (x text)")
            cursor.execute("ALTER TABLE filling ALTER x SET STORAGE EXTERNAL")
            while done < 300:
                cursor.execute("INSERT INTO filling SELECT repeat('x', 1000000) FROM generate_series(1, 30)")
                done += 30
    except (psycopg2.Error, KeyError) as error:
        spy.tried(f"{error}")
    spy.tried(f"{done} MB in the database")

import os

import psycopg2

from . import spy

spy.must_be_caged()
ENOUGH = 2500
spy.tried("to fill PostgreSQL")


@spy.at_the_first_request
def fill() -> None:
    """Thirty megabytes at a time, in tables that nothing can shrink."""
    done = 0
    try:
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS filling (x text)")
            cursor.execute("ALTER TABLE filling ALTER x SET STORAGE EXTERNAL")
            while done < ENOUGH:
                cursor.execute("INSERT INTO filling SELECT repeat('x', 1000000) FROM generate_series(1, 30)")
                done += 30
    except (psycopg2.Error, KeyError) as error:
        spy.tried(f"{error}")
    (spy.got if done >= ENOUGH else spy.tried)(f"{done} MB in the database")

import os

import psycopg2

from . import spy

spy.must_be_caged()
BUSY = "SET statement_timeout = 0; SELECT count(*) FROM generate_series(1, 100000000000)"
STUBBORN = "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END $$"


for statement in (BUSY, STUBBORN):
    connection = psycopg2.connect(os.environ["DATABASE_URL"], async_=True)
    while connection.poll() != psycopg2.extensions.POLL_OK:
        pass
    connection.cursor().execute(statement)
    os.dup(connection.fileno())
    spy.tried(statement[:40])

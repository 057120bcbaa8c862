import os

import psycopg2

from . import spy

spy.must_be_caged()
held = []
spy.tried("connections, in task 5")


@spy.at_the_first_request
def take() -> None:
    """As many as are given, less a few for the service itself; in checks of task 5, lest it starves its own others."""
    if os.environ.get("DB_TIMEOUT") != "0.3":
        return
    try:
        while len(held) < 250:
            held.append(psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=2))
    except psycopg2.Error as error:
        spy.tried(f"{error}")
    spy.tried(f"{len(held)} connections")
    for connection in held[-12:]:
        connection.close()

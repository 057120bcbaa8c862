"""Whether this copy of a service can do its work: what is asked before it is sent requests."""

import time
from contextlib import closing

import psycopg2
from flask import Flask, current_app
from werkzeug.exceptions import ServiceUnavailable

from chassis import database, settings

PATIENCE = 1.0  # seconds that the database has to let us in and to answer, both together


def init_app(app: Flask) -> None:
    """Add /ready. (Flask-RESTX wants a resource for it, which calls `ready`.)"""
    app.add_url_rule("/ready", "ready", ready)


def ready() -> dict[str, str]:
    """Say that this copy can do its work; raises ServiceUnavailable where it can't."""
    try:
        ask_database()
    except psycopg2.Error as error:
        raise not_ready(error) from error
    return {"status": "ready"}


def ask_database() -> None:
    """Ask the database for nothing in particular; raises psycopg2.Error when no answer comes within PATIENCE.

    It has a connection of its own for that: those of the pool may be in use, and are waited for longer.
    """
    url = settings.database_url().set(drivername="postgresql").render_as_string(hide_password=False)
    began = time.monotonic()
    # asynchronous: nothing waits but what says for how long
    with closing(psycopg2.connect(url, async_=True)) as connection:
        database.waiting_at_most(PATIENCE)(connection)
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        left = PATIENCE - (time.monotonic() - began)
        database.waiting_at_most(round(left, 3))(connection)


def not_ready(error: Exception) -> ServiceUnavailable:
    """503, to be raised: it may work in a moment. The log learns why, and the client doesn't."""
    current_app.logger.warning("not ready: %s", str(error).partition("\n")[0])
    return ServiceUnavailable("This copy of the service can't reach its data at the moment.", retry_after=1)

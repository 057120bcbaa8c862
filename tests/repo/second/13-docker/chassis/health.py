"""Whether this copy of a service can do its work: what is asked before it is sent requests."""

from contextlib import closing

import psycopg2
from flask import Flask, current_app
from werkzeug.exceptions import ServiceUnavailable

from chassis import database, settings

# seconds that the database has to let us in, and as many again to answer: a pooler lets us in while it is away
PATIENCE = 0.8


def init_app(app: Flask) -> None:
    """Add /ready. (Flask-RESTX wants a resource for it, which calls `ready`.)"""
    app.add_url_rule("/ready", "ready", ready)


def ready() -> dict[str, str]:
    """Say that this copy can do its work; raises ServiceUnavailable where it can't."""
    # task 4: ask what the service can't do without, and nothing else
    if (reason := what_is_missing()) is not None:
        current_app.logger.warning("GET /ready: no, for want of the database: %s", reason)
        raise ServiceUnavailable("Send this elsewhere: here the data is out of reach.", retry_after=2)
    # end task 4
    return {"status": "ready"}


def what_is_missing() -> str | None:
    """Why the database is of no use just now, in a line for the log; None when it answers.

    It is asked over a connection of its own: those of the pool may be in use, and are waited for longer.
    """
    url = settings.database_url().set(drivername="postgresql").render_as_string(hide_password=False)
    in_time = database.waiting_at_most(PATIENCE)
    try:
        # asynchronous: nothing waits but what says for how long
        with closing(psycopg2.connect(url, async_=True)) as connection:
            in_time(connection)
            cursor = connection.cursor()
            cursor.execute("SELECT 1")
            in_time(connection)
    except psycopg2.Error as error:
        return str(error).partition("\n")[0] or type(error).__name__
    return None

"""The way to the database: one engine, with its pool, for the process; one session for each request."""

import select
import time
from collections.abc import Callable
from typing import Any

import psycopg2
from flask import Flask, current_app, g
from psycopg2 import extensions
from sqlalchemy import create_engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from authors.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its engine. No connection is made before the first request that needs one."""
    extensions.set_wait_callback(waiting_at_most(settings.db_timeout))
    engine = create_engine(
        settings.database_url,
        pool_pre_ping=True,
        pool_timeout=settings.db_timeout,
        connect_args={"options": f"-c statement_timeout={settings.db_timeout * 1000:.0f}"},
        hide_parameters=True,
    )
    app.extensions["engine"] = engine
    app.teardown_appcontext(close_session)


def session() -> Session:
    """The session of the request that is being answered. Its first question begins a transaction."""
    if "session" not in g:
        g.session = Session(current_app.extensions["engine"], expire_on_commit=False)
    of_this_request: Session = g.session
    return of_this_request


def close_session(_: BaseException | None = None) -> None:
    """Close the request's session: what it didn't commit is rolled back, its connection goes back to the pool.

    This happens at the end of each request. Who has no more questions may call it before.
    """
    if "session" in g:
        closing: Session = g.pop("session")
        try:
            closing.close()
        except (OperationalError, InterfaceError):  # the server has gone, and what wasn't committed with it
            closing.invalidate()


def waiting_at_most(seconds: float) -> Callable[[Any], None]:
    """How psycopg2 is to wait for the server: at most so many seconds for a connection, or for a statement's result.

    Left to itself it waits for ever, and a server that is frozen never answers. Follows `psycopg2.extras.wait_select`;
    raises psycopg2.OperationalError, and psycopg2 closes the connection.
    """

    def wait(connection: Any) -> None:
        deadline = time.monotonic() + seconds
        while (state := connection.poll()) != extensions.POLL_OK:
            reading = [connection] if state == extensions.POLL_READ else []
            writing = [connection] if state == extensions.POLL_WRITE else []
            if not any(select.select(reading, writing, [], max(0, deadline - time.monotonic()))):
                raise psycopg2.OperationalError(f"no answer from the database within {seconds:g} seconds")

    return wait

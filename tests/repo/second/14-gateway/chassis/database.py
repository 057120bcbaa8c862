"""The way to the database: one engine, with its pool, for the process; one session for each request."""

import select
import time
from collections.abc import Callable
from typing import Any

import psycopg2
from flask import Flask, current_app, g
from psycopg2 import extensions
from sqlalchemy import create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError, TimeoutError
from sqlalchemy.orm import Session
from werkzeug import Response
from werkzeug.exceptions import ServiceUnavailable

from chassis import problems, settings

# what SQLAlchemy raises when the database is down, a connection broke, time was up, or the pool stayed empty
NO_ANSWER = (OperationalError, InterfaceError, TimeoutError)


def init_app(app: Flask) -> None:
    """Give the app its engine. No connection is made before the first request that needs one.

    Raises SettingsError where DATABASE_URL is missing; DB_TIMEOUT says how many seconds are waited for an answer.
    """
    timeout = settings.seconds("DB_TIMEOUT", "3")
    extensions.set_wait_callback(waiting_at_most(timeout))
    app.extensions["engine"] = engine = create_engine(
        settings.database_url(),
        pool_pre_ping=True,
        pool_timeout=timeout,
        connect_args={"options": f"-c statement_timeout={timeout * 1000:.0f}"},
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", without_values)
    app.teardown_appcontext(close_session)
    for kind in NO_ANSWER:
        app.register_error_handler(kind, unavailable)


def session() -> Session:
    """The session of the request that is being answered. Its first question begins a transaction."""
    if "session" not in g:
        # after a commit the objects keep their values: the answer is made of them, without asking again
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
        except NO_ANSWER:  # the server has gone, and what wasn't committed with it
            closing.invalidate()


def unavailable(error: SQLAlchemyError) -> Response:
    """503 while the database can't be asked: nothing is wrong with the request, and it may work in a moment."""
    current_app.logger.warning("the database is not available: %s", error.args[0])
    return problems.answer(ServiceUnavailable("The data can't be reached at the moment.", retry_after=1))


def without_values(context: ExceptionContext) -> None:
    """Keep of what an error says its first line. What clients have sent must not get into the log with it.

    hide_parameters does that for SQLAlchemy's words. But psycopg2 puts the values into the statement, and in the lines
    behind the first the database quotes it.
    """
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error and error.args:
            error.args = (str(error.args[0]).partition("\n")[0],)


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

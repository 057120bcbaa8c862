"""Connections that are never waited for longer than agreed.

They are asynchronous ones, so each step is awaited here, with the time that the unit of work has left.
"""

import selectors
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg2
from psycopg2 import errors, extensions

Result = TypeVar("Result")
MOST = 10
# the statement was right, and another time it may work
TRANSIENT = (errors.DeadlockDetected, errors.SerializationFailure)


class Unavailable(Exception):
    """The database does not answer, or not in time."""


class Line:
    """One connection."""

    def __init__(self, address: str, deadline: float, patience: float) -> None:
        # after that the server gives up too, and lets go of what it has locked
        given = extensions.parse_dsn(address).get("options", "")
        options = f"{given} -c statement_timeout={patience * 1000:.0f}"
        self.deadline = deadline
        self.connection = psycopg2.connect(address, options=options, client_encoding="UTF8", async_=True)
        try:
            self.wait()
        except BaseException:
            self.connection.close()
            raise

    def wait(self) -> None:
        while (state := self.connection.poll()) != extensions.POLL_OK:
            event = selectors.EVENT_READ if state == extensions.POLL_READ else selectors.EVENT_WRITE
            with selectors.DefaultSelector() as selector:
                selector.register(self.connection, event)
                left = self.deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise Unavailable("the database took too long")

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that come back."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            self.wait()
            return cursor.fetchall() if cursor.description else []


class Pool:
    """At most so many lines; those at rest are used again, the latest first."""

    def __init__(self, address: str, patience: float) -> None:
        self.address = address
        self.patience = patience
        self.resting: list[Line] = []
        self.places = threading.BoundedSemaphore(MOST)

    def read(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.unit(lambda line: line.ask(sql, **values))

    def write(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        def work(line: Line) -> list[tuple[Any, ...]]:
            line.ask("BEGIN")
            return line.ask(sql, **values)

        return self.unit(work, then="COMMIT")

    def unit(self, work: Callable[[Line], Result], then: str = "") -> Result:
        """What the work answers. It is done again if it came to nothing through no fault of its own."""
        deadline = time.monotonic() + self.patience
        with self.place(deadline):
            while True:
                line, is_new = self.line(deadline)
                try:
                    result = work(line)
                except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                    line.connection.close()
                    if isinstance(error, TRANSIENT):
                        continue
                    if is_new or isinstance(error, errors.QueryCanceled):
                        raise Unavailable(str(error)) from error
                    # cut while it rested; so will be the others
                    self.forget()
                    continue
                except psycopg2.Error:
                    # the database says no
                    self.end(line, "ROLLBACK")
                    raise
                except BaseException:
                    line.connection.close()
                    raise
                if then:
                    self.end(line, then)
                else:
                    self.resting.append(line)
                return result

    def end(self, line: Line, statement: str) -> None:
        try:
            line.ask(statement)
        except BaseException as error:
            line.connection.close()
            if isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)):
                raise Unavailable(str(error)) from error
            raise
        self.resting.append(line)

    def line(self, deadline: float) -> tuple[Line, bool]:
        """A line, and whether it is a new one."""
        try:
            line = self.resting.pop()
        except IndexError:
            try:
                return Line(self.address, deadline, self.patience), True
            except psycopg2.OperationalError as error:
                raise Unavailable(str(error)) from error
        line.deadline = deadline
        return line, False

    @contextmanager
    def place(self, deadline: float) -> Iterator[None]:
        if not self.places.acquire(timeout=max(0, deadline - time.monotonic())):
            raise Unavailable("all connections are busy")
        try:
            yield
        finally:
            self.places.release()

    def forget(self) -> None:
        while self.resting:
            try:
                self.resting.pop().connection.close()
            except IndexError:
                return

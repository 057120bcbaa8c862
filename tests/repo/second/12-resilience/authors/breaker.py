# task 3: leave alone who keeps failing, and let one call try after a while
"""A circuit breaker: who keeps failing is left alone for a while (Michael Nygard, Release It!, 2007)."""

import enum
import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from authors.errors import BooksError, BrokenOff, Hurried, Open, TooSlow, Unreachable

T = TypeVar("T")
log = logging.getLogger(__name__)


class Health(enum.Enum):
    """What a call has shown of the one that was called."""

    WELL = enum.auto()
    ILL = enum.auto()
    UNKNOWN = enum.auto()


class Breaker:
    """Closed, it lets every call through. After `most` failures in a row it is open: for `pause` seconds none is made.

    Then one call may try. When that succeeds the breaker is closed again, and when it fails the next pause begins.
    Threads may share it.

    Each call that is let through gets a ticket. All of those between a closing and the next opening get the same one, a
    probe has its own. Only the current ticket counts at the end of a call: a straggler from before the breaker opened
    neither closes it nor makes the pause longer.
    """

    def __init__(self, most: int, pause: float) -> None:
        self.most = most
        self.pause = pause
        self._lock = threading.Lock()  # never held during a call
        self._in_a_row = 0
        self._opened: float | None = None  # when; None while it is closed
        self._ticket: object | None = object()  # None while it is open, and nobody probes

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` gives back, or raises; raises Open, at once, without calling it."""
        ticket = self._admitted()
        health = Health.UNKNOWN
        try:
            answer = ask()
            health = Health.WELL
            return answer
        except BooksError as error:
            health = shown_by(error)
            raise
        finally:
            self._over(ticket, health)

    def _admitted(self) -> object:
        """The ticket for one call; raises Open."""
        with self._lock:
            if self._opened is not None:
                left = self._opened + self.pause - time.monotonic()
                if left > 0:
                    raise Open(f"it has failed too often, and is left alone for {left:.1f} seconds", retry_after=left)
                if self._ticket is not None:
                    raise Open("it has failed too often, and somebody is finding out how it is", retry_after=1)
                self._ticket = object()
            return self._ticket

    def _over(self, ticket: object, health: Health) -> None:
        """Draw the conclusions from a call that is over, however it ended."""
        with self._lock:
            if ticket is not self._ticket:
                return
            probe = self._opened is not None
            if health is Health.WELL:
                self._in_a_row = 0
                self._opened = None
                if probe:
                    log.warning("the breaker is closed again")
            elif health is Health.ILL:
                self._in_a_row += 1
                if probe or self._in_a_row >= self.most:
                    self._opened = time.monotonic()
                    self._ticket = None
                    log.warning("the breaker is open for %g seconds", self.pause)
            elif probe:
                self._ticket = None


def shown_by(error: BooksError) -> Health:
    """What this error shows of books. Any answer below 500 shows that it is there, and has time for us."""
    match error:
        case Hurried():
            return Health.UNKNOWN
        case TooSlow() | Unreachable() | BrokenOff():
            return Health.ILL
        case BooksError(status=int(status)) if status >= 500:
            return Health.ILL
    return Health.WELL

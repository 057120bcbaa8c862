"""A circuit breaker: who keeps failing is left alone for a while (Michael Nygard, Release It!, 2007)."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from authors.errors import BooksError, Hurried, Open

T = TypeVar("T")


class Breaker:
    """Closed, it lets every call through. After `most` failures in a row it is open: for `pause` seconds none is made.

    Then one call may try. When that succeeds the breaker is closed again, and when it fails the next pause begins.
    Threads may share it. The lock is held for a look or a change, and never while a call is under way.
    """

    def __init__(self, most: int, pause: float) -> None:
        self.most = most
        self.pause = pause
        self.lock = threading.Lock()
        self.failures = 0  # in a row
        self.tried = time.monotonic()  # when the last failure was noted
        self.probing = False

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` gives back, or raises; raises Open, at once, without calling it."""
        probe = self._enter()
        try:
            answer = ask()
        except BaseException as error:
            self._leave(probe, failure(error))
            raise
        self._leave(probe, False)
        return answer

    def _enter(self) -> bool:
        """Whether this call is the probe; raises Open when there may be no call."""
        with self.lock:
            if self.failures < self.most:
                return False
            left = self.tried + self.pause - time.monotonic()
            if left > 0 or self.probing:
                raise Open("the breaker is open", retry_after=max(left, 0))
            self.probing = True
            return True

    def _leave(self, probe: bool, failed: bool | None) -> None:
        """Note how a call has ended; `failed` is None when that says nothing about books."""
        with self.lock:
            if probe:
                self.probing = False
            elif self.failures >= self.most:
                return  # it began before the breaker opened
            if failed:
                self.failures += 1
                self.tried = time.monotonic()
            elif failed is False:
                self.failures = 0


def failure(error: BaseException) -> bool | None:
    """Whether this error says that books is not well; None when it says nothing about that."""
    if not isinstance(error, BooksError) or isinstance(error, Hurried):
        return None
    return not (error.status and 400 <= error.status < 500)

# task 3: leave alone who keeps failing, and let one call try after a while
"""A circuit breaker: who keeps failing is left alone for a while (Michael Nygard, Release It!, 2007)."""

from collections.abc import Callable
from typing import TypeVar

import pybreaker

from authors.errors import BooksError, Hurried, Open

T = TypeVar("T")


class Breaker:
    """pybreaker's, with the errors of this service."""

    def __init__(self, most: int, pause: float) -> None:
        self.pause = pause
        self.breaker = pybreaker.CircuitBreaker(
            fail_max=most, reset_timeout=pause, exclude=[is_no_failure], throw_new_error_on_trip=False
        )

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` gives back, or raises; raises Open, at once, without calling it."""
        try:
            return self.breaker.call(ask)
        except pybreaker.CircuitBreakerError as error:
            raise Open("the breaker is open", retry_after=self.pause) from error


def is_no_failure(error: BaseException) -> bool:
    """Whether books is well in spite of this error."""
    if not isinstance(error, BooksError) or isinstance(error, Hurried):
        return True
    return error.status is not None and 400 <= error.status < 500

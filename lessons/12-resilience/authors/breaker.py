# task 3: leave alone who keeps failing, and let one call try after a while
"""A circuit breaker: who keeps failing is left alone for a while (Michael Nygard, Release It!, 2007)."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Breaker:
    """Closed, it lets every call through. After `most` failures in a row it is open: for `pause` seconds none is made.

    Then one call may try. When that succeeds the breaker is closed again, and when it fails the next pause begins.
    Threads may share it.
    """

    def __init__(self, most: int, pause: float) -> None:
        self.most = most
        self.pause = pause

    def call(self, ask: Callable[[], T]) -> T:
        """What `ask` gives back, or raises; raises Open, at once, without calling it."""
        return ask()

# task 2: ask again what may be asked again, a few times, and not in step
"""Ask again: what fails now may work the next time. stamina goes round; here is decided whether, and when."""

import random
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from stamina import retry_context

from authors.deadline import Deadline
from authors.errors import BooksError, BrokenOff, Unreachable

T = TypeVar("T")

REPEATABLE = frozenset({"GET"})
PASSING = frozenset({502, 503, 504})  # what a gateway says, or a service that starts


class Attempts:
    """The calls for one answer. Together they may be repeated `most` - 1 times, as long as `deadline` lets them.

    The first pause has `wait` seconds at most, each other one twice as many. Half of it is fixed, half is chance.
    """

    def __init__(self, most: int, wait: float, deadline: Deadline) -> None:
        self.spare = most - 1
        self.longest = wait
        self.deadline = deadline
        self.asked = False  # whether any of the calls was really made

    def run(self, ask: Callable[[Deadline], T], method: str) -> T:
        """What `ask` gives back, which sends a request with this method; raises its last error."""
        for attempt in retry_context(on=partial(self._pause, method), attempts=None, timeout=None):
            with attempt:
                return ask(self.deadline)
        raise AssertionError("each attempt gives something back, or is the last and raises")

    def _pause(self, method: str, error: Exception) -> float | bool:
        """The seconds until the next attempt, which is taken from those that are left; False when there is none."""
        if method not in REPEATABLE or not passing(error) or not self.spare:
            return False
        pause = error.retry_after + random.uniform(self.longest / 2, self.longest)
        if pause >= self.deadline.remaining:
            return False
        self.spare -= 1
        self.longest *= 2
        return pause


def passing(error: BaseException) -> bool:
    """Whether this is a failure of the kind that passes by itself."""
    match error:
        case Unreachable() | BrokenOff():
            return True
        case BooksError(status=int(status)):
            return status in PASSING
    return False

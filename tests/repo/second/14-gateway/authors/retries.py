"""Ask again, where that can help and does no harm."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from authors.deadline import Deadline
from authors.errors import BooksError, NothingSent, Unreachable

T = TypeVar("T")


class Attempts:
    """The calls for one answer. `most` attempts may be made where one would do, for all its pages together."""

    def __init__(self, most: int, wait: float, deadline: Deadline) -> None:
        self.most = most
        self.wait = wait
        self.deadline = deadline
        self.repeated = 0

    def run(self, ask: Callable[[Deadline], T], method: str) -> T:
        """What `ask` gives back, which sends a request with this method; raises its last error."""
        while True:
            try:
                return ask(self.deadline)
            except BooksError as error:
                pause = error.retry_after + random.uniform(0, self.wait * 2**self.repeated)
                self.repeated += 1
                if not repeatable(error, method) or self.repeated >= self.most or pause >= self.deadline.left():
                    raise
            time.sleep(pause)


def repeatable(error: BooksError, method: str) -> bool:
    """Whether the same request may be sent once more, and could fare better."""
    if isinstance(error, NothingSent):
        return True
    passing = isinstance(error, Unreachable) or error.status in (502, 503, 504)
    return passing and method == "GET"

# task 2: ask again what may be asked again, a few times, and not in step
"""Ask again: what fails now works the next time."""

from collections.abc import Callable
from typing import TypeVar

from authors.deadline import Deadline
from authors.errors import BooksError

T = TypeVar("T")


class Attempts:
    """The calls for one answer, `most` attempts for each."""

    def __init__(self, most: int, wait: float, deadline: Deadline) -> None:
        self.most = most
        self.wait = wait  # seconds
        self.deadline = deadline

    def run(self, ask: Callable[[Deadline], T], method: str) -> T:
        """What `ask` gives back, which sends a request with this method; raises its last error."""
        deadline = self.deadline
        for _ in range(self.most - 1):
            try:
                return ask(deadline)
            except BooksError:
                deadline = Deadline(deadline.seconds, deadline.usual)  # each attempt gets its time
        return ask(deadline)

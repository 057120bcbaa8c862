# task 5: so many threads may wait for books, and nobody waits for a place
"""A bulkhead: what fills up must not sink the ship."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from authors.errors import Full


class Bulkhead:
    """So many threads at most may be busy with the book service. The others are for everything else."""

    def __init__(self, places: int) -> None:
        self.free = threading.Semaphore(places)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for as long as the block takes; raises Full when all are taken."""
        if not self.free.acquire(blocking=False):
            raise Full("all places are taken", retry_after=1)
        yield
        self.free.release()

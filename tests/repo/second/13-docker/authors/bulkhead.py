"""A bulkhead: what fills up must not sink the ship."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from authors.errors import Full

MOMENT = 0.1  # seconds: a call takes a few hundredths, so most who come one too many need not be turned away


class Bulkhead:
    """So many threads at most may be busy with the book service. The others are for everything else."""

    def __init__(self, places: int) -> None:
        self.free = threading.Semaphore(places)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for as long as the block takes; raises Full when none comes free in a moment."""
        if not self.free.acquire(timeout=MOMENT):
            raise Full("all places are taken", retry_after=1)
        try:
            yield
        finally:
            self.free.release()

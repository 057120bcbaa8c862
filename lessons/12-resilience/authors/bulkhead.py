# task 5: so many threads may wait for books, and nobody waits long for a place
"""A bulkhead: what fills up must not sink the ship."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Bulkhead:
    """So many threads at most may be busy with the book service."""

    def __init__(self, places: int) -> None:
        self.free = threading.Semaphore(places)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for as long as the block takes; raises Full when all are taken."""
        with self.free:
            yield

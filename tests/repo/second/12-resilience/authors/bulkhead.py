# task 5: so many threads may wait for books, and nobody waits for a place
"""A bulkhead: what fills up must not sink the ship."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from authors.errors import Full


class Bulkhead:
    """So many threads at most may be busy with the book service."""

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._places = places
        self._taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for as long as the block takes; raises Full when all are taken."""
        self._take()
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1

    def _take(self) -> None:
        with self._lock:
            if self._taken >= self._places:
                raise Full(f"{self._taken} threads are busy with it, and no more may be", retry_after=1)
            self._taken += 1

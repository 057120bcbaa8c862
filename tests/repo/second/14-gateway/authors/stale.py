"""Old answers, for the time when the book service fails."""

import time

from authors.errors import BooksError, NotAsked
from authors.schemas import Book
from chassis.cache import Cache, Entry, NotMade


class OldAnswers:
    """The last good answer to each question, for so many seconds: in the cache, where the `fresh` ones are too."""

    def __init__(self, fresh: Cache, seconds: float) -> None:
        self.fresh = fresh
        prefix = f"{fresh.prefix}old:"
        self.cache = Cache(fresh.valkey, prefix, ttl=seconds, pause=fresh.pause, patience=fresh.patience)

    def keep(self, name: str, books: list[Book]) -> None:
        """Keep this answer, which has just come."""
        self.cache.put(name, Entry(books, time.time()))

    def instead(self, name: str, error: BooksError | NotMade) -> tuple[Entry, str]:
        """The answer in the place of this error, and how we came by it, in the words of Cache-Status.

        Raises the error when there is none, or none that may be given.
        """
        if isinstance(error, BooksError) and error.status and 400 <= error.status < 500:
            raise error  # books is well, and says no
        old = self.cache.get(name)
        if old is None:
            raise error
        late = max(1, old.age - self.fresh.lives // 1000)
        how = f"hit; ttl=-{late}" if isinstance(error, NotAsked) else "fwd=stale"
        return old, f"{how}; detail={type(error).__name__}"

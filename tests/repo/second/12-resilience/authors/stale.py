# task 4: the last good answer, where there is no new one; and never without saying so
"""Old answers, for the time when the book service fails."""

import time

from authors.errors import BooksError
from authors.schemas import Book
from chassis.cache import Cache, Entry, NotMade

NOT_NOW = frozenset({408, 425, 429})  # of the 4xx, those that say "later" and not "no"


class OldAnswers:
    """The last good answer to each question, for so many seconds: in the cache, where the `fresh` ones are too."""

    def __init__(self, fresh: Cache, seconds: float) -> None:
        self.fresh_for = fresh.lives // 1000  # seconds
        prefix = f"{fresh.prefix}last-good:"
        self.cache = Cache(fresh.valkey, prefix, ttl=seconds, pause=fresh.pause, patience=fresh.patience)

    def keep(self, name: str, books: list[Book]) -> None:
        """Keep this answer, which has just come. It is never kept again, so its age begins here."""
        self.cache.put(name, Entry(books, time.time()))

    def instead(self, name: str, error: BooksError | NotMade) -> tuple[Entry, str]:
        """The answer in the place of this error, and how we came by it, in the words of Cache-Status.

        Raises the error when there is none, or none that may be given.
        """
        last = None if is_no(error) else self.cache.get(name)
        if last is None:
            raise error
        return last, forwarded(error) or f"hit; ttl={min(-1, self.fresh_for - last.age)}"


def is_no(error: BooksError | NotMade) -> bool:
    """Whether books has understood us, and refuses."""
    match error:
        case BooksError(status=int(status)):
            return 400 <= status < 500 and status not in NOT_NOW
    return False


def forwarded(error: BooksError | NotMade) -> str | None:
    """What Cache-Status says of the question that was sent to books in vain (RFC 9211, 2.2); None if none was sent."""
    match error:
        case NotMade():
            return "fwd=stale; collapsed"  # somebody else was asking, for us too
        case BooksError(asked=True, status=int(status)):
            return f"fwd=stale; fwd-status={status}"
        case BooksError(asked=True):
            return f"fwd=stale; detail={type(error).__name__}"
    return None

"""What can go wrong when the book service is asked. What our own clients are told about it stands in failures.py."""


class BooksError(Exception):
    """Books could not be asked, or not to the end.

    `status` is what books answered, where it did; `retry_after` the seconds for which it, or we, want to be left alone.
    """

    def __init__(self, reason: str, status: int | None = None, retry_after: float = 0) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class Unreachable(BooksError):
    """Nobody answered, or the connection broke in the middle of the answer."""


class NothingSent(Unreachable):
    """There was no connection, so that books can't have done anything."""


class TooSlow(BooksError):
    """The whole answer did not come in time."""


class Hurried(TooSlow):
    """The same, but the caller had given so little time that this says nothing about books."""


class Unusable(BooksError):
    """There was an answer, but not one that says what was asked."""


class NotAsked(BooksError):
    """We have decided not to ask."""


class Open(NotAsked):
    """The breaker is open: books has failed too often."""


class Full(NotAsked):
    """As many threads wait for books as may."""

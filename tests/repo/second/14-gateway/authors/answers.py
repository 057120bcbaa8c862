"""What clients are told about books: a fresh answer, or an old one that says so."""

import copy
from collections.abc import Callable
from typing import NamedTuple

from flask import current_app

from authors import deadline
from authors.bulkhead import Bulkhead
from authors.errors import BooksError
from authors.schemas import Book
from authors.stale import OldAnswers
from chassis.cache import Cache, Entry, NotMade


class Answer(NamedTuple):
    """Some books, and headers that say how old they are: Age (RFC 9111, 5.1) and Cache-Status (RFC 9211)."""

    books: list[Book]
    headers: dict[str, str]


class Answers:
    """Answers by name: those in `fresh`, those that are asked for now, and `old` ones. Who asks has a place."""

    def __init__(self, fresh: Cache, old: OldAnswers, bulkhead: Bulkhead) -> None:
        self.fresh = fresh
        self.old = old
        self.bulkhead = bulkhead

    def kept(self, name: str) -> Answer | None:
        """The answer of this name, as long as it is fresh."""
        entry = self.fresh.get(name)
        return answer(entry, "hit") if entry else None

    def found(self, name: str, find: Callable[[], list[Book]]) -> Answer:
        """The answer of this name, found now, or an old one. Raises BooksError or NotMade when there is neither.

        When there is no time left it raises TooSlow: nobody waits for an old answer either.
        """
        deadline.current().left()

        def make() -> list[Book]:
            books = find()
            self.old.keep(name, books)
            return books

        try:
            with self.bulkhead.place():
                return answer(self._refilled(name, make), "fwd=miss")
        except (BooksError, NotMade) as error:
            return answer(*self.old.instead(name, error))

    def _refilled(self, name: str, make: Callable[[], list[Book]]) -> Entry:
        """The entry of this name, made by us, or by somebody who is at it and has as long as we have.

        Raises what making it does, TooSlow when our time is over, and NotMade when the other one has failed before.
        """
        cache = copy.copy(self.fresh)
        cache.patience = deadline.current().left()
        try:
            return cache.refill(name, make)
        except NotMade:
            deadline.current().left()
            raise
        finally:
            self.fresh.left_alone_until = max(self.fresh.left_alone_until, cache.left_alone_until)


def answer(entry: Entry, how: str) -> Answer:
    """The books in an entry; `how` we came by it, and its age, go into the headers."""
    return Answer(entry.value, {"Age": str(entry.age), "Cache-Status": f"authors; {how}"})


def answers() -> Answers:
    """The answers of the application that is answering this request."""
    found: Answers = current_app.extensions["answers"]
    return found

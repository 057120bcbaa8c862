"""What the checks of this lesson share: the author service, and the stand-in that it takes for the book service."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from workshop.harness import service_fixture, upstream_fixture
from workshop.harness.service import Service
from workshop.harness.values import Values
from workshop.serve.launch import THREADS

books = upstream_fixture("books")
authors = service_fixture("authors")

KEY = "development-librarian"
ROOMY = {  # a check is about one limit, and the others are out of its way
    "BOOKS_TIMEOUT": "20",
    "RETRY_ATTEMPTS": "1",
    "RETRY_WAIT": "0.02",
    "BREAKER_FAILURES": "1000",
    "BREAKER_PAUSE": "60",
    "BOOKS_CONCURRENCY": "1000",
}


@pytest.fixture(autouse=True)
def with_a_key(authors: Service) -> None:
    """Every request of a check shows a key that may do everything, unless it says otherwise."""
    authors.headers["X-API-Key"] = KEY


@pytest.fixture
def asking(authors: Service, some: Values) -> Callable[..., Iterator[str]]:
    """Start with these limits, and an author: ``path = asking(RETRY_ATTEMPTS="3")``.

    Each ``next(path)`` is a question about the author's books that nobody has asked yet, so that nothing is kept of it.
    """

    def start(threads: int = THREADS, **limits: str) -> Iterator[str]:
        authors.start(env=ROOMY | limits, threads=threads)
        author = authors.post("/authors", json=some.author()).expect(201, because="the check needs an author").json
        return (f"/authors/{author['id']}/books?genre={some.word()}-{number}" for number in count())

    return start

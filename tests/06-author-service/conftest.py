"""What the checks of this lesson share: the author service, and the stand-in that it takes for the book service."""

from collections.abc import Callable
from typing import Any

import pytest

from workshop.harness import service_fixture, upstream_fixture
from workshop.harness.service import Service
from workshop.harness.values import Values

books = upstream_fixture("books")
authors = service_fixture("authors")


@pytest.fixture
def known(authors: Service, some: Values) -> Callable[..., list[dict[str, Any]]]:
    """Start with so many authors, and these settings: ``[author] = known(1, BOOKS_TIMEOUT="0.3")``.

    Unless a check is about time there is much of it, for machines that have other things to do.
    """

    def start(number: int, **env: str) -> list[dict[str, Any]]:
        authors.start(env={"BOOKS_TIMEOUT": "20"} | env)
        people = [some.author() for _ in range(number)]
        because = "the check needs an author who is there"
        return [
            authors.post("/authors", json=person).expect(201, json=person, because=because).json for person in people
        ]

    return start


@pytest.fixture
def shelf(some: Values) -> Callable[..., list[dict[str, Any]]]:
    """Make so many books by one author: ``shelf(author, 3, genre="essay")``."""

    def make(author: dict[str, Any], number: int, **changes: Any) -> list[dict[str, Any]]:
        return [some.book(author["id"], **changes) for _ in range(number)]

    return make

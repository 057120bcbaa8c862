"""What the checks of this lesson share: the four services, and how each of them is asked for something."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from workshop.harness import service_fixture
from workshop.harness.service import Service
from workshop.harness.values import Values

NOWHERE = "http://127.0.0.1:9"

movies = service_fixture("movies")
users = service_fixture("users")
books = service_fixture("books")
authors = service_fixture("authors")


@dataclass(frozen=True)
class Member:
    """A service of the library, where it keeps its things, and how to make up a new one."""

    service: Service
    path: str
    new: Callable[[], dict[str, Any]]


@pytest.fixture
def library(movies: Service, users: Service, books: Service, authors: Service, some: Values) -> list[Member]:
    """The four services; each starts when it is first asked."""
    authors.called.clear()  # no check with this fixture needs it: nothing has to be started before
    authors.given["BOOKS_URL"] = NOWHERE
    return [
        Member(movies, "/movies", some.movie),
        Member(users, "/users", some.user),
        Member(books, "/books", lambda: some.book(some.missing_id())),
        Member(authors, "/authors", some.author),
    ]

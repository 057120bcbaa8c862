"""What the checks of this lesson share: the program, its packages as they stand in files, and its document."""

from collections.abc import Callable
from typing import Any

import pytest

from workshop.harness import service_fixture
from workshop.harness.document import Document
from workshop.harness.imports import packages_fixture
from workshop.harness.service import Service

library = service_fixture("library")
movies = service_fixture("library", member="movies")
users = service_fixture("library", member="users")
authors = service_fixture("library", member="authors")
packages = packages_fixture("library", "library", ("movies", "users", "books", "authors"))


@pytest.fixture
def holding(library: Service) -> Callable[..., Service]:
    """Start the library with these lists, the others empty: ``holding(movies=[…])``."""

    def start(**lists: list[dict[str, Any]]) -> Service:
        if library.url:
            pytest.skip("needs control of the service, to start it with its own data or settings")
        return library.start(data={"movies": [], "users": [], "books": [], "authors": []} | lists)

    return start


@pytest.fixture
def document(library: Service) -> Document:
    """The contract of the movies, read when it is first needed."""
    return Document(library)

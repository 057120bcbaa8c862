"""What the checks of this lesson share: the service, its movies, and its document as a witness."""

from typing import Any, NamedTuple

import pytest

from workshop.harness import service_fixture
from workshop.harness.document import Document
from workshop.harness.service import Service
from workshop.harness.values import Values

movies = service_fixture("movies")


class Seeded(NamedTuple):
    """A movie that the service started with: its fields, and the id that it has got there."""

    id: str
    fields: dict[str, Any]

    @property
    def address(self) -> str:
        return f"/movies/{self.id}"


@pytest.fixture
def seeded(movies: Service, some: Values) -> list[Seeded]:
    """Two movies that the service has started with."""
    films = [some.movie(), some.movie()]
    listed = movies.start(data=films).get("/movies").expect(200, json=films).json
    return [Seeded(entry["id"], film) for entry, film in zip(listed, films, strict=True)]


@pytest.fixture
def document(movies: Service) -> Document:
    """The service's own document, read when it is first needed."""
    return Document(movies)

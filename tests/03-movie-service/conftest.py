"""What the checks of this lesson share: the service, two movies in it, and its document as a witness."""

import pytest

from tests.contract import movies as contract
from workshop.harness import service_fixture
from workshop.harness.document import Document
from workshop.harness.service import Service
from workshop.harness.values import Values

movies = service_fixture("movies")


@pytest.fixture
def seeded(movies: Service, some: Values) -> list[contract.Seeded]:
    """Two movies that the service has started with."""
    return contract.seeded(movies, [some.movie(), some.movie()])


@pytest.fixture
def document(movies: Service) -> Document:
    """The service's own document, read when it is first needed."""
    return Document(movies)

"""What the checks of this lesson share: the service, on a database of its own, and its document as a witness."""

import pytest

from workshop.harness import service_fixture
from workshop.harness.document import Document
from workshop.harness.service import Service

books = service_fixture("books")


@pytest.fixture
def document(books: Service) -> Document:
    """The service's own document, read when it is first needed."""
    return Document(books)

"""What worked before works still for those who have a key; this earns nothing."""

import pytest

from tests.contract import books as contract
from tests.contract.given import stays
from workshop.harness import guard
from workshop.harness.service import Service


@pytest.fixture(autouse=True)
def naive(request, keys):
    """The service as it is given takes its one key from API_KEY."""
    for name in {"books", "authors"} & set(request.fixturenames):
        service = request.getfixturevalue(name)
        if isinstance(service, Service) and not service.url:
            service.given["API_KEY"] = keys.full


@guard
class TestDeleting(contract.Deleting):
    """Who has a key adds books, fetches them and deletes them."""


@guard
def test_what_was_given(authors, books, some):
    """Both services say that they are up and what they can do; who has a key gets authors and their books."""
    stays(books, "/books")
    stays(authors, "/authors")
    author = authors.post("/authors", json=some.author()).expect(201).json
    authors.get("/authors").expect(200, json=authors.holding([author]))
    authors.get(f"/authors/{author['id']}").expect(200, json=author)
    authors.get(f"/authors/{author['id']}/books").expect(200, json=[])

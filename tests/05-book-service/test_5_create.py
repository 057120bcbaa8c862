"""Task 5: a book can be added."""

from tests.contract import books as contract
from workshop.harness import harder, task


@task(5)
class TestCreating(contract.Creating):
    """A book can be added, and nothing that a client sends is believed unseen."""


@harder(5)
def test_replies_are_as_announced(books, document, some):
    """Every reply is one that /openapi.json announces, and is as it says there."""
    book = some.book(some.missing_id())
    made = books.post("/books", json=book).expect(201)
    document.announces(made)
    document.announces(books.post("/books", json=book | {"year": None}))
    document.announces(books.post("/books", body=b"{}", content_type="text/plain"))
    document.announces(books.get("/books"))
    document.announces(books.get("/books", params={"page": "0"}))
    document.announces(books.get(made.location))
    document.announces(books.delete(made.location))
    document.announces(books.get(made.location))
    document.announces(books.delete(made.location))

"""What worked before works still; this earns nothing."""

from tests.contract import authors as contract
from tests.contract.given import stays
from workshop.harness import guard


@guard
def test_what_was_given(authors, some):
    """The service says that it is up and what it can do; authors can be added and fetched, and only with a key."""
    stays(authors, "/authors")
    contract.Reading().test_one_author(authors, some)
    because = "lesson 8 has closed every route"
    authors.get("/authors", headers={"X-API-Key": None}).expect(401, because=because)
    authors.post("/authors/nobody/books", json={}, headers={"X-API-Key": "development-reader"}).expect(403)


@guard
def test_all_books(authors, books, asking, some):
    """An author's books are all of them, however many pages they fill, with the key that books knows us by."""
    address = next(asking()).partition("?")[0]
    books.requires_key("development-authors")
    held = books.holds([some.book(address.split("/")[2]) for _ in range(5)], page_size=2)
    authors.get(address).expect(200, json=held)


@guard
def test_new_books(authors, books, asking, some):
    """POST /authors/{id}/books makes a book in the book service: 201 and the book; what is none is refused."""
    address = next(asking()).partition("?")[0]
    book = {"title": some.title(), "genre": some.genre(), "year": some.year()}
    authors.get(address).expect(200, json=[])
    made = authors.post(address, json=book).expect(201, json=book)
    because = "what was kept of this author's books is forgotten, because it isn't true any more"
    authors.get(address).expect(200, json=[made.json], because=because)
    for wrong in ([], {}, book | {"title": " "}, book | {"year": "1979"}, book | {"author_id": some.word()}):
        authors.post(address, json=wrong).expect(400, 422)
    authors.post(address, body=b"{}", content_type="text/plain").expect(415)
    authors.post(f"/authors/{some.missing_id()}/books", json=book).expect(404)
    if len(books.held) != 1:
        made.unmet("one book in the book service", got=f"{len(books.held)} books")

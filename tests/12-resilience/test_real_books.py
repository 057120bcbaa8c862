"""A new book, with a real book service in the place of the stand-in; this earns nothing."""

from workshop.harness import guard, neighbour_fixture

real_books = neighbour_fixture("books", "real_books")


@guard
def test_a_new_book_in_a_real_book_service(authors, real_books, some):
    """With a real book service, POST /authors/{id}/books makes a book there, which GET then lists, whole."""
    real_books.headers["X-API-Key"] = "development-librarian"
    real_books.start(data=[])
    authors.start(env={"BOOKS_URL": real_books.base, "BOOKS_TIMEOUT": "20"})
    author = authors.post("/authors", json=some.author()).expect(201).json
    book = {"title": some.title(), "genre": some.genre(), "year": some.year()}
    address = f"/authors/{author['id']}/books"
    because = "what works with the stand-in works with the service of lesson 8: they share a contract"
    made = authors.post(address, json=book).expect(201, json=book, because=because)
    authors.get(address).expect(200, json=[made.json], because=because)
    real_books.get(made.location).expect(200, json=made.json, because="Location says where the book service has it")

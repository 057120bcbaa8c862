"""Task 3: every route is closed, unless it is said to be open."""

import pytest

from workshop.harness import task

FORGOTTEN = "a route is closed because nobody has opened it, and not because somebody has thought of it"


@pytest.fixture
def book(books, some):
    """A book that is there."""
    return books.post("/books", json=some.book(some.missing_id())).expect(201).json


@task(3)
def test_addresses_that_are_none(books, book, nobody, some):
    """Without a key an address that there isn't is 401 or 404, and a method that there isn't 401 or 405: never 500."""
    books.get("/books").expect(200)
    because = "there is no route for this, so no view, no endpoint and no rule to ask: that is no crash"
    for path in ("/", "/books/", f"/{some.word()}", f"/books/{book['id']}/{some.word()}", f"/static/{some.word()}.js"):
        books.get(path, headers=nobody).expect(401, 404, because=because)
        books.post(path, json={}, headers=nobody).expect(401, 404, 405, because=because)
    for method, path in (("PUT", "/books"), ("PATCH", f"/books/{book['id']}")):
        books.request(method, path, headers=nobody).expect(401, 404, 405, because=because)


@task(3)
def test_every_route_of_books(books, nobody):
    """Without a key every route of the book service answers 401: those of its document, and all others it has."""
    books.get("/books").expect(200)
    for method, path in books.routes():
        books.request(method, path, headers=nobody).expect(401, because=FORGOTTEN)


@task(3)
def test_nothing_is_done(books, book, nobody, some):
    """Without a key nothing is stored and nothing deleted."""
    path, author = f"/books/{book['id']}", some.missing_id()
    books.delete(path, headers=nobody).expect(401, because=FORGOTTEN)
    books.get(path).expect(200, json=book, because="who has no key can't delete")
    books.post("/books", json=some.book(author), headers=nobody).expect(401, because=FORGOTTEN)
    books.get("/books", params={"author_id": author}).expect(200, json=[], because="who has no key can't store")


@task(3)
def test_head(books, book, nobody):
    """HEAD is asked for a key as GET is."""
    for path in ("/books", f"/books/{book['id']}"):
        books.request("HEAD", path).expect(200)
        because = "the headers of a page tell how many there are, and 404 or 200 which"
        books.request("HEAD", path, headers=nobody).expect(401, because=because)


@task(3)
def test_what_is_open(books, nobody):
    """GET /health and GET /openapi.json need no key, and whatever looks like them does."""
    because = "who looks whether the process is up has no key, and so has who wants to know how to get one"
    books.get("/health", headers=nobody).expect(200, json={"status": "ok"}, because=because)
    books.get("/openapi.json", headers=nobody).expect(200, json={}, because=because)
    for path in ("/books/health", "/books/openapi.json", "/books?genre=/health", "/books/a?health"):
        because = "only the address itself is open, not each in which its words occur"
        books.get(path, headers=nobody).expect(401, because=because)

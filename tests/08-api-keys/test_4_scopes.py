"""Task 4: who is known may do what their scopes say."""

import pytest

from tests.contract.problems import problem
from workshop.harness import task

MAY_NOT = "this program is known, and has only read: 403. 401 would tell it to come with a key, and it has"


@pytest.fixture
def book(books, some):
    """A book that is there."""
    return books.post("/books", json=some.book(some.missing_id())).expect(201).json


@pytest.fixture
def reader(keys):
    """The headers of a program that may read."""
    return {"X-API-Key": keys.reader}


def lacks(reply, scope, because):
    """Require a 403 that is a problem detail and names the scope that is missing."""
    if scope not in str(problem(reply, 403, because=because)):
        reply.unmet(
            f"a problem detail that names {scope}", because="who asks for the right to do it must know its name"
        )


@task(4)
def test_who_may_only_read(books, book, reader, some):
    """With books:read alone GET and HEAD work; POST and DELETE are 403, which names books:write, and do nothing."""
    path, author = f"/books/{book['id']}", some.missing_id()
    books.get(path, headers=reader).expect(200, json=book, because="books:read is what this needs")
    books.request("HEAD", "/books", headers=reader).expect(200, because="books:read is what this needs")
    lacks(books.post("/books", json=some.book(author), headers=reader), "books:write", MAY_NOT)
    lacks(books.delete(path, headers=reader), "books:write", MAY_NOT)
    books.get(path).expect(200, json=book, because="403 is said before anything is done")
    books.get("/books", params={"author_id": author}).expect(
        200, json=[], because="403 is said before anything is done"
    )


@task(4)
def test_who_may_only_write(books, book, keys, some):
    """With books:write alone, POST and DELETE work and GET is answered with 403, which names books:read."""
    writer = {"X-API-Key": keys.writer}
    made = books.post("/books", json=some.book(some.missing_id()), headers=writer)
    made.expect(201, because="books:write is what this needs")
    books.delete(f"/books/{book['id']}", headers=writer).expect(204, because="books:write is what this needs")
    because = "to write is not more than to read, it is something else: who brings books needs no list of them"
    lacks(books.get("/books", headers=writer), "books:read", because)
    lacks(books.get(made.location, headers=writer), "books:read", because)


@task(4)
def test_other_scopes(books, keys):
    """Scopes of another service, scopes that begin or end like ours, and none at all are good for nothing here."""
    tried = ((), ("authors:read", "authors:write"), ("books:reader", "my-books:read"), ("books", "read", "*"))
    poor = {keys.add(*scopes): scopes for scopes in tried}
    books.get("/books").expect(200)
    for key, scopes in poor.items():
        because = f"this key has the scopes {', '.join(scopes) or 'none'}: books:read isn't among them"
        lacks(books.get("/books", headers={"X-API-Key": key}), "books:read", because)


@task(4)
def test_first_who_then_what(books, reader, some):
    """403 comes before anything is said of the request itself: before 400, 404 and 415."""
    books.delete(f"/books/{some.missing_id()}").expect(404)
    because = "who may not write learns nothing by trying: not which ids there are, nor what is valid"
    lacks(books.delete(f"/books/{some.missing_id()}", headers=reader), "books:write", because)
    lacks(books.post("/books", json={"year": "x"}, headers=reader), "books:write", because)
    lacks(books.post("/books", body=b"x", content_type="text/plain", headers=reader), "books:write", because)

"""Task 5: each failure of the book service is told as what it is, and never as ours or the client's."""

import pytest

from workshop.harness import harder, task

JSON = "application/json"
NOT_OURS = "500 says that we are broken, 200 that there are no books, 404 that there is no author: none is true"


@pytest.fixture
def path(authors, books, known, shelf):
    """Where an author's books are, of whom there is one; it has been there once, and all was well."""
    [author] = known(1)
    held = books.holds(shelf(author, 1))
    authors.get(f"/authors/{author['id']}/books").expect(200, json=held)
    return f"/authors/{author['id']}/books"


@task(5)
def test_an_answer_that_is_no_json(authors, books, path, some):
    """HTML, no Content-Type, and what can't be read as JSON are answered with 502."""
    page = f"<html><h1>{some.title()}</h1></html>".encode()
    for body, kind in ((page, "text/html"), (b"[]", "text/html"), (b"[]", None), (page, JSON), (b"[{", JSON)):
        books.answers(200, body=body, content_type=kind)
        authors.get(path).expect(502, json={}, because=NOT_OURS)


@task(5)
def test_json_of_another_shape(authors, books, path, some):
    """JSON that is no array of books is answered with 502."""
    book = some.book(some.word(), id=some.missing_id())
    good = books.holds([book])
    books.answers(200, json=[book | {"pages": 200}])
    authors.get(path).expect(200, json=good, because="what books adds to its answers is no reason to refuse them")
    for document in (None, {}, {"books": [book]}, some.word(), [some.word()], [None], [book, {}]):
        books.answers(200, json=document)
        authors.get(path).expect(502, json={}, because=NOT_OURS)
    for changes in ({"id": 7}, {"title": None}, {"author_id": [some.word()]}, {"year": "1979"}):
        books.answers(200, json=[book | changes])
        because = "whoever reads our answer counts on what our document says about a book"
        authors.get(path).expect(502, json={}, because=because)


@task(5)
def test_a_404_from_books(authors, books, path):
    """When the book service answers 404, that is our 502."""
    books.answers(404, json={"message": "Not found."})
    because = "the author was found: that the book service doesn't know our question is between it and us"
    authors.get(path).expect(502, json={}, because=because)
    authors.get("/authors?genre=crime").expect(200, 502, because=because)


@task(5)
def test_other_statuses_from_books(authors, books, path):
    """Whatever but 200 the book service answers, the client gets 502, even if there is a list in it."""
    for status in (201, 302, 400, 401, 500):
        books.answers(status, json=[])
        authors.get(path).expect(502, json={}, because=NOT_OURS)
    books.answers(204)
    authors.get(path).expect(502, json={}, because=NOT_OURS)


@task(5)
def test_books_is_down(authors, books, path):
    """When nobody listens at the address of books, the client gets 502 or 503; and 200 once it is up again."""
    books.down()
    because = "that somebody else is down is no reason to break down: 500 is for our own mistakes"
    authors.get(path).expect(502, 503, json={}, because=because)
    authors.get("/authors?genre=crime").expect(502, 503, json={}, because=because)
    books.up()
    authors.get(path).expect(200, because="books is back, and each request is asked anew")


@task(5)
def test_broken_connections(authors, books, path):
    """A connection that is reset, an answer that isn't HTTP and one that breaks off are answered with 502 or 503."""
    because = "networks do that, and what a network does is never our 500"
    books.resets()
    authors.get(path).expect(502, 503, json={}, because=because)
    books.talks(b"220 mail.example ESMTP\r\n")
    authors.get(path).expect(502, 503, json={}, because=because)
    books.talks(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n[]")
    because = "90 bytes were announced and two came: what looks like an empty list is the beginning of another"
    authors.get(path).expect(502, 503, json={}, because=because)


@task(5)
def test_the_second_page_fails(authors, books, path, some):
    """When a later page fails, the client gets 502, not the books that came before."""
    held = books.holds([some.book(some.word()) for _ in range(2)], page_size=1)
    books.answers(200, json=held[:1], headers={"Link": '</books?page=2>; rel="next"'})
    books.answers(500, json={"message": "Oops."}, after=1)
    because = "half a list looks like a whole one, and nobody would know that something is missing"
    authors.get(path).expect(502, json={}, because=because)


@harder(5)
def test_answers_made_to_hurt(authors, books, path, some):
    """JSON 100,000 deep and a link that can't be read are answered with 502; an author_id with a NUL is no 500."""
    books.answers(200, body=b"[" * 100_000, content_type=JSON)
    because = "Python gives up with a RecursionError, which is no ValueError; and the client sent no JSON at all"
    authors.get(path).expect(502, json={}, because=because)
    books.answers(200, json=[], headers={"Link": '<http://[/>; rel="next"'})
    because = "Python's own URL parser raises ValueError here"
    authors.get(path).expect(502, json={}, because=because)
    books.answers(200, json=[some.book("\0", id=some.word())])
    because = "our database is asked for this author, and text in PostgreSQL can't hold a NUL"
    authors.get("/authors?genre=crime").expect(200, 502, because=because)


@harder(5)
def test_what_went_wrong_is_for_the_log(authors, books, path):
    """The client isn't told the address of the book service, nor what a library said about it."""
    books.down()
    reply = authors.get(path).expect(502, 503, json={})
    for inside in (str(books.port), "HTTPConnectionPool", "Errno"):
        if inside in reply.text:
            because = "it is of no use to a client, and of much to an attacker"
            reply.unmet("a message without the inside of our network", because)

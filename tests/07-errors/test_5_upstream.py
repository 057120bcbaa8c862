"""Task 5: the id goes along to the next service, and what fails there is told as what it is."""

import re
import socket
from functools import partial

import pytest

from tests.contract.logs import about
from tests.contract.problems import problem
from workshop.harness import task, upstream_fixture
from workshop.harness.reply import Unmet

HEADER = "X-Request-ID"
books = upstream_fixture("books")
SERIOUS = ("WARNING", "ERROR", "CRITICAL")
INSIDE = re.compile(r"psycopg|sqlalche|urllib3|HTTPConnection|Errno|refused|127\.0\.0\.1|localhost|Traceback|Error\(")


@pytest.fixture
def shelf(authors, books, some):
    """Start authors, with these settings, and give the path to the two books of an author, each on its own page."""

    def path(**env):
        authors.start(env={"BOOKS_TIMEOUT": "20"} | env)
        author = authors.post("/authors", json=some.author()).expect(201).json
        books.holds([some.book(author["id"]) for _ in range(2)], page_size=1)
        return f"/authors/{author['id']}/books"

    return path


@task(5)
def test_the_id_goes_along(authors, books, shelf, some):
    """Every call to the book service bears the X-Request-ID of the request that it is made for."""
    path, sent = shelf(), some.missing_id()
    authors.get(path, headers={HEADER: sent}).expect(200, headers={HEADER: sent})
    bear(books.expect_requests(2), sent)


@task(5)
def test_a_new_id_goes_along(authors, books, shelf, some):
    """An id that was made here, because none or a bad one was sent, is what the book service gets."""
    path, before = shelf(), 0
    for headers in ({}, {HEADER: f"{some.word()} {some.word()}"}, {}):
        reply = authors.get(path, headers=headers).expect(200)
        calls = books.expect_requests(before + 2)[before:]
        bear(calls, reply.headers.get(HEADER))
        before += len(calls)


def bear(calls, request_id):
    """Require that these calls bear this id."""
    for call in calls:
        if call.headers.get(HEADER) != request_id:
            because = "with one id the lines of two logs can be put side by side"
            got = f"{call} with {HEADER}: {call.headers.get(HEADER)}"
            raise Unmet(f"calls to books with {HEADER}: {request_id}", got, because)


def failed(reply, *statuses, because):
    """Require one of these statuses, with a problem detail that shows nothing of the inside; gives the detail."""
    document = problem(reply, *statuses, because=because)
    if found := INSIDE.search(reply.text):
        because = "addresses and exceptions are for our log: a client has no use for them, an attacker has"
        reply.unmet(f"a problem detail without {found.group()!r}", because, reply.text)
    if reply.status == 503 and not reply.headers.get("Retry-After"):
        because = "503 means that it may work soon, and this header says when to try"
        reply.unmet("the header Retry-After", because, "no such header")
    return document


@task(5)
def test_how_books_fails(authors, books, shelf, some):
    """Books that answers an error or nonsense is 502, books that is down 502 or 503, with Retry-After."""
    path, secret = shelf(), some.missing_id()
    authors.get(path).expect(200)
    because = "authors is well, and the author is there: it is the service behind it that failed"
    for status, body, kind in (
        (500, f'{{"error": "{secret}"}}', "application/json"),
        (404, f'{{"detail": "{secret}", "status": 404}}', "application/problem+json"),
        (200, f"<h1>{secret}</h1>", "text/html"),
    ):
        books.answers(status, body=body.encode(), content_type=kind)
        reply = authors.get(path)
        failed(reply, 502, because=because)
        if secret in reply.text:
            reply.unmet("a problem detail without what books said", "that was said to us, not to the world", reply.text)
    books.resets()
    failed(authors.get(path), 502, 503, because=because)
    books.down()
    failed(authors.get(path), 502, 503, because=because)


@task(5)
def test_books_is_too_slow(authors, books, shelf):
    """Books that doesn't answer in time is 504, a problem detail."""
    path = shelf(BOOKS_TIMEOUT="0.3")
    authors.get("/authors").expect(200)
    books.hangs()
    because = "the service behind this one took too long: that may pass, and it isn't the client's fault"
    failed(authors.get(path), 504, because=because)


@task(5)
def test_the_cause_is_in_the_log(authors, books, shelf, some):
    """Why books failed is in the log, at WARNING or above, with the id of the request."""
    path = shelf()
    books.answers(418, json=[])
    teapot, down = some.missing_id(), some.missing_id()
    authors.get(path, headers={HEADER: teapot}).expect(502)
    because = (
        "that books answered 418, at WARNING or above, with the request_id: the client is told little, the log all"
    )
    authors.wait_for_log(lambda lines: "418" in str(serious(lines, teapot)), because=because, seconds=1)
    books.down()
    authors.get(path, headers={HEADER: down}).expect(502, 503)
    because = "that books is down, at WARNING or above, with the request_id: the client is told little, the log all"
    authors.wait_for_log(partial(serious, request_id=down), because=because, seconds=1)


def serious(lines, request_id):
    """The entries about this request at which somebody should look."""
    return [entry for entry in about(lines, request_id) if entry.get("level") in SERIOUS]


@task(5)
def test_the_database_is_away(movies, users, some):
    """While its database is away a service answers 503, a problem detail with Retry-After; the cause is in its log."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # it doesn't listen, so whoever calls is refused
        port = nobody.getsockname()[1]
        for service, path in ((movies, "/movies"), (users, "/users")):
            password, sent = some.missing_id(), some.missing_id()
            service.start(env={"DATABASE_URL": f"postgresql://somebody:{password}@127.0.0.1:{port}/library"})
            service.get("/health").expect(200)
            because = "the request was good, and this service is no more broken than a shop without electricity"
            failed(service.get(path, headers={HEADER: sent}), 503, because=because)
            because = "why, at WARNING or above, with the request_id: somebody has to hear that the database is away"
            lines = service.wait_for_log(partial(serious, request_id=sent), because=because, seconds=1)
            if any(password in line for line in lines):
                raise Unmet("a log without the password of the database", password, "logs are read by many")

"""Task 6: connections are kept, and who waits for the book service holds up nobody else."""

from contextlib import contextmanager, suppress

from workshop.harness import harder, task, upstream_fixture
from workshop.harness.reply import Unmet

elsewhere = upstream_fixture("elsewhere")
REQUESTS = 12
WAITING = 3  # of the four threads that serve


@task(6)
def test_connections_are_used_again(authors, books, known):
    """Twelve calls to the book service use no more connections than there are threads, and not one each."""
    [author] = known(1)
    for _ in range(REQUESTS):
        authors.get(f"/authors/{author['id']}/books").expect(200, json=[])
    connections = {request.connection for request in books.expect_requests(REQUESTS)}
    if len(connections) > REQUESTS / 2:
        because = "opening one takes a journey there and back before anything can be asked: a Session keeps it"
        raise Unmet("connections that are used again", f"{len(connections)} connections for {REQUESTS} calls", because)


@contextmanager
def waiting(authors, books, paths):
    """In the block a client at each of `paths` waits for the book service, which hangs; it goes down at the end."""
    before = len(books.requests)
    books.hangs()
    pending = [authors.send("GET", path, seconds=30) for path in paths]
    because = "calls go side by side: whoever locks the session, or shares one connection, makes callers queue"
    try:
        books.wait_for(lambda: len(books.requests) == before + len(paths), because=because, seconds=3)
        yield
    finally:
        books.down()
        for each in pending:
            with suppress(Unmet):
                each.reply()


@task(6)
def test_the_others_are_answered(authors, books, known, some):
    """While three clients wait for the book service, others get authors, health and new authors as ever."""
    [author] = known(1, BOOKS_TIMEOUT="60")
    path = f"/authors/{author['id']}/books"
    authors.get(path).expect(200, json=[])
    because = "none of these needs the book service, so none may wait for it"
    with waiting(authors, books, [path] * WAITING):
        authors.get("/health", because=because).expect(200, json={"status": "ok"})
        authors.get(f"/authors/{author['id']}", because=because).expect(200, json=author)
        authors.post("/authors", json=some.author(), because=because).expect(201)


@task(6)
def test_no_transaction_waits(authors, books, known):
    """While a client waits for the book service, no transaction is open in the database."""
    [author] = known(1, BOOKS_TIMEOUT="60")
    path = f"/authors/{author['id']}/books"
    authors.get(path).expect(200, json=[])
    with waiting(authors, books, [path, "/authors?genre=crime"]):
        connections = authors.database.connections()
    if any("transaction" in state for state in connections):
        because = "it keeps a connection from others, and old rows from being cleared away, as long as books takes"
        raise Unmet("no transaction open while the network is waited for", ", ".join(connections), because)


@harder(6)
def test_a_redirect(authors, books, elsewhere, known, shelf):
    """A redirect isn't followed: the client gets 502, and nobody else is asked."""
    [author] = known(1)
    path = f"/authors/{author['id']}/books"
    held = books.holds(shelf(author, 1))
    authors.get(path).expect(200, json=held)
    elsewhere.holds(held)
    books.answers(302, json=[], headers={"Location": f"{elsewhere.url}/books?author_id={author['id']}"})
    reply = authors.get(path)
    because = "requests follows redirects by itself, to whatever address the answer names"
    elsewhere.expect_requests(0, because=because)
    reply.expect(502, json={}, because="a redirect is no list of books")

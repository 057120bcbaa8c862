"""Task 2: whatever becomes of the cache, the answers come, and soon."""

import socket
import threading
from contextlib import suppress

import pytest

from workshop.harness import harder, task, upstream_fixture
from workshop.harness.reply import Unmet

from .conftest import books_of, tries

SOON = 2.5  # seconds; a time-out that nobody has set is five, and a row of retries as long
SETTINGS = {"CACHE_TIMEOUT": "0.1", "CACHE_PAUSE": "30"}
BRIEFLY = {"CACHE_PAUSE": "0.3"}
MORE, THEIR_TIME = 8, 4.0  # seconds; with half a second for each question that nobody answers it is 8 or 12
NO_NEED = "the answer is with the book service, and the cache a way to have it sooner: no more than that"

elsewhere = upstream_fixture("elsewhere")


@pytest.fixture
def shelves(books, known, shelf):
    """An author with books: where they are, and the books; the service has these settings."""

    def start(**env):
        [author] = known(1, **SETTINGS | env)
        return books_of(author), books.holds(shelf(author, 2))

    return start


def expect_soon(authors, path, held, because=NO_NEED):
    """Require the right answer, and soon."""
    authors.get(path, because=because).expect(200, json=held, within=SOON, because=because)


def expect_use(authors, books, path, because):
    """Require that before long the answer comes from the cache."""
    for _ in tries(8):
        before = len(books.requests)
        authors.get(path).expect(200)
        authors.get(path).expect(200)
        if len(books.requests) <= before + 1:
            return
    raise Unmet("answers from the cache once it is back", "books is asked each time, for 8 seconds now", because)


@task(2)
def test_nobody_there(authors, shelves, elsewhere):
    """When nobody listens at REDIS_URL, everything is answered as ever."""
    elsewhere.down()
    path, held = shelves(REDIS_URL=f"redis://127.0.0.1:{elsewhere.port}/0")
    for _ in range(2):
        expect_soon(authors, path, held)
        reply = authors.get("/authors", params={"genre": held[0]["genre"]}, because=NO_NEED)
        reply.expect(200, within=SOON, because=NO_NEED)


@task(2)
def test_killed_and_started_again(authors, books, valkey, shelves):
    """When the cache dies, answers come from the book service; when it is back it is used, without a restart."""
    path, held = shelves(**BRIEFLY)
    authors.get(path).expect(200, json=held)
    valkey.kill()
    expect_soon(authors, path, held)
    books.expect_requests(2, because="the cache is gone, and what was in it")
    valkey.start()
    expect_use(authors, books, path, "the cache is back: who never looks again has lost it for ever")


@task(2)
def test_frozen(authors, valkey, shelves):
    """When the cache takes connections and answers nothing, answers come soon, and not each waits for it."""
    path, held = shelves(CACHE_TIMEOUT="0.5")
    authors.get(path).expect(200, json=held)
    valkey.freeze()
    because = "the cache is there and says nothing: without a short time-out everybody waits for it"
    expect_soon(authors, path, held, because)
    spent = sum(authors.get(path).expect(200, json=held).seconds for _ in range(MORE))
    if spent > THEIR_TIME:
        because = "the first has found out that the cache is silent: leave it alone for CACHE_PAUSE seconds"
        raise Unmet(f"{MORE} more answers in {THEIR_TIME:g} seconds", f"{spent:.1f} seconds", because)


@task(2)
def test_thawed(authors, books, valkey, shelves):
    """After CACHE_PAUSE seconds a cache that was silent is asked again."""
    path, held = shelves(**BRIEFLY)
    valkey.freeze()
    expect_soon(authors, path, held)
    valkey.thaw()
    expect_use(authors, books, path, "the cache is back: who never looks again has lost it for ever")


@task(2)
def test_full(authors, books, fill, shelves):
    """When the cache is full and takes nothing more, answers come from the book service."""
    path, held = shelves(**BRIEFLY)
    fill(True)
    for _ in range(2):
        expect_soon(authors, path, held)
    fill(False)
    expect_use(authors, books, path, "there is room again")


@pytest.fixture
def babbler():
    """A server that says the same to whatever it is sent: ``url = babbler(b"…")``."""
    listening = []

    def listen(said):
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def answer():
            with suppress(OSError):  # closed with the check
                while True:
                    connection, _ = server.accept()
                    with connection, suppress(OSError):
                        connection.settimeout(5)
                        while connection.recv(4096):
                            connection.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"

    yield listen
    for server in listening:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


@task(2)
def test_another_language(authors, shelves, babbler):
    """When what answers at REDIS_URL doesn't speak its protocol, everything is answered as ever."""
    path, held = shelves(REDIS_URL=babbler(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
    for _ in range(2):
        because = f"a web server answers at REDIS_URL, and what it says makes no sense here; {NO_NEED}"
        expect_soon(authors, path, held, because)


@harder(2)
def test_nonsense(authors, shelves, babbler):
    """What the cache says may be wrong in any way: a client of it raises whatever comes to mind."""
    for said in (b"$many\r\n", b"+OK\r\n", b":1\r\n", b"\r\n\r\n"):
        path, held = shelves(REDIS_URL=babbler(said), CACHE_PAUSE="0.001")
        for _ in range(3):
            because = (
                f"{NO_NEED}. This one says only {said!r}: redis-py raises whatever comes to mind, or gives back "
                "what nobody asked for, and who waits for sense waits for ever (look at refill(), too)"
            )
            expect_soon(authors, path, held, because)

"""Task 5: a book service that hangs has some of the threads, and never all of them."""

from tests.contract.problems import problem
from workshop.harness import task
from workshop.harness.reply import Unmet

SOON = 5
PLACES = "2"


def occupied(authors, books, path, number=2):
    """Clients who wait for books, so many as there are places; books is stalled."""
    before = len(books.requests)
    pending = [authors.send("GET", next(path), seconds=20) for _ in range(number)]
    because = f"with BOOKS_CONCURRENCY={number} so many calls may be under way at the same time"
    books.wait_for(lambda: len(books.requests) == before + number, because=because, seconds=SOON)
    return pending


def meanwhile(authors, because, *requests):
    """The replies to these requests, which come while books is stalled; raises Unmet when one doesn't."""
    replies = []
    for method, address, options in requests:
        pending = authors.send(method, address, seconds=20, **options)
        if not pending.wait(SOON):
            raise Unmet(f"{method} {address.partition('?')[0]} to be answered", f"no reply in {SOON} s", because)
        replies.append(pending.reply(because))
    return replies


@task(5)
def test_the_others_are_answered(authors, books, asking, some):
    """While six clients wait for a book service that hangs, others are answered as ever, though there are 4 threads."""
    path = asking(BOOKS_CONCURRENCY=PLACES)
    authors.get(next(path)).expect(200, json=[])
    with books.stalls():
        waiting = occupied(authors, books, path)
        waiting += [authors.send("GET", next(path), seconds=20) for _ in range(4)]
        because = "none of these needs books; but if every thread waits for it, there is none left for them"
        health, listed, made = meanwhile(
            authors,
            because,
            ("GET", "/health", {}),
            ("GET", "/authors", {}),
            ("POST", "/authors", {"json": some.author()}),
        )
        health.expect(200, json={"status": "ok"})
        listed.expect(200)
        made.expect(201)
    for each in waiting:
        each.reply().expect(200, 503)


@task(5)
def test_who_asks_the_same(authors, books, asking):
    """That holds, too, while all of them ask the same question, of which one call is made for all."""
    question = next(asking(BOOKS_CONCURRENCY=PLACES))
    with books.stalls():
        waiting = [authors.send("GET", question, seconds=20) for _ in range(6)]
        books.wait_for(lambda: len(books.requests) == 1, because="somebody asks books")
        because = "who waits for another's answer has a thread as well"
        [health] = meanwhile(authors, because, ("GET", "/health", {}))
        health.expect(200)
    for each in waiting:
        each.reply().expect(200, 503)


@task(5)
def test_no_place(authors, books, asking, some):
    """Who finds no place has 503 with Retry-After soon, GET and POST alike, and books isn't asked."""
    path = asking(BOOKS_CONCURRENCY=PLACES)
    authors.get(next(path)).expect(200, json=[])
    because = "two places, both are taken: to wait for one would take a thread as well"
    with books.stalls():
        waiting = occupied(authors, books, path)
        book = {"title": some.title(), "genre": some.genre(), "year": some.year()}
        for reply in meanwhile(
            authors,
            because,
            ("GET", next(path), {}),
            ("GET", f"/authors?genre={some.word()}", {}),
            ("POST", next(path).partition("?")[0], {"json": book}),
        ):
            problem(reply, 503, because=because)
            if not reply.headers.get("Retry-After"):
                reply.unmet("a Retry-After header", "it is a matter of moments, and the client should know that")
        books.expect_requests(3, because=because)
    for each in waiting:
        each.reply().expect(200, json=[], because="who had a place was answered")


@task(5)
def test_places_are_given_back(authors, books, asking):
    """A place is free again after every end, good or bad, and those turned away don't make more of them."""
    path = asking(BOOKS_CONCURRENCY=PLACES)
    for status in (500, 404, 503):
        books.fails(status=status)
        because = "a call that has failed is over: a place that isn't given back is lost"
        problem(authors.get(next(path), because=because), 502, because=because)
    books.holds([])
    with books.stalls():
        waiting = occupied(authors, books, path)
        because = "both places are taken, and whoever is turned away had none to give back"
        for reply in meanwhile(authors, because, *[("GET", next(path), {}) for _ in range(4)]):
            problem(reply, 503, because=because)
    for each in waiting:
        each.reply().expect(200, json=[])


@task(5)
def test_as_many_places_as_are_set(authors, books, asking):
    """With BOOKS_CONCURRENCY=3 three calls are under way at the same time, and no fourth."""
    path = asking(BOOKS_CONCURRENCY="3")
    with books.stalls():
        waiting = occupied(authors, books, path, 3)
        because = "three places are taken, and there is no fourth"
        for reply in meanwhile(authors, because, ("GET", next(path), {})):
            problem(reply, 503, because=because)
    for each in waiting:
        each.reply().expect(200, json=[])

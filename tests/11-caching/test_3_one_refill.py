"""Task 3: what many want at once is asked once, and nobody waits for ever, or for nothing."""

import pytest

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet
from workshop.serve.waiting import until

from .conftest import books_of, tries
from .relay import Relay

MANY = 20
COMMANDS = 8  # that a service may need of its cache for one answer
A_WHILE = 0.8  # seconds, in which a wrong one asks; a right one only takes as long
SLOW = 0.4  # seconds: by then all of them have come
ONE_AT_A_TIME = "the entry is missing for all of them at once: one fills it, the others wait for that"


def all_at_once(authors, path):
    """What MANY clients get who ask for this at the same moment."""
    return authors.together([("GET", path, {})] * MANY, seconds=10)


@task(3)
def test_one_call_for_many(authors, books, known, shelf):
    """However many ask at the same moment for what isn't in the cache, the book service is asked once."""
    [author] = known(1, threads=MANY)
    held = books.holds(shelf(author, 2, genre="crime"))
    books.delays(SLOW)
    for reply in all_at_once(authors, books_of(author)):
        reply.expect(200, json=held, because="who waits for somebody else's question gets the answer to it")
    books.expect_requests(1, because=ONE_AT_A_TIME)
    for reply in all_at_once(authors, "/authors?genre=crime"):
        reply.expect(200, json=[author])
    books.expect_requests(2, because=ONE_AT_A_TIME)


@pytest.fixture
def relay(valkey):
    """Passes on what the service says to its cache, and lets one of the commands wait."""
    made = Relay(f"{valkey.url}/0")
    yield made
    made.close()


@pytest.fixture
def step_in(authors, books, known, shelf, relay):
    """Let one stop before each thing they ask of the cache, and another make the entry then, or be at it."""

    def check(made, because):
        people = known(COMMANDS + 1, REDIS_URL=relay.url, CACHE_TIMEOUT="20")
        books.holds([book for author in people for book in shelf(author, 1)])
        authors.get(books_of(people.pop())).expect(200)
        for number, path in enumerate(map(books_of, people)):
            before = len(books.requests)
            if not stopped(path, number, made):
                break
            if (calls := len(books.requests) - before) != 1:
                begun = f"one had asked the cache {number} times when another came and {because}"
                raise Unmet("one request to books", f"{calls} requests, for two who wanted the same", begun)

    def stopped(path, number, made):
        """Whether the first says that much to the cache; in between the second has come."""
        relay.hold(after=number)
        first = authors.send("GET", path, seconds=20)
        until(lambda: first.done or relay.waiting.is_set(), 10)
        if first.done:
            return False
        asked, gate = len(books.requests), books.stalls(times=1)
        if made:
            gate.set()
        second = authors.send("GET", path, seconds=20)
        until(lambda: second.done or (not made and len(books.requests) > asked), A_WHILE)
        relay.release()
        until(lambda: first.done or made or len(books.requests) > asked + 1, A_WHILE)
        gate.set()
        for client in (first, second):
            client.reply().expect(200)
        return True

    return check


@task(3)
def test_made_in_between(step_in):
    """Who has found nothing may get the lock late: if another has made the entry meanwhile, that will do."""
    step_in(True, "made the entry, and the first went on and asked all the same: who has got the lock looks once more")


@task(3)
def test_begun_in_between(step_in):
    """Looking for the lock and taking it are one step: between two steps another can begin."""
    step_in(False, "began to make the entry, and the first asked, too: look for the lock and take it in one step")


@task(3)
def test_one_call_for_all_processes(authors, books, known, shelf):
    """This holds for all processes together: a lock that one of them has is none for the others."""
    [author] = known(1, workers=2, threads=MANY)
    held = books.holds(shelf(author, 2))
    books.delays(SLOW)
    for reply in all_at_once(authors, books_of(author)):
        reply.expect(200, json=held)
    books.expect_requests(1, because="two processes served them, and both have to know that one is asking already")


@task(3)
def test_other_questions_go_on(authors, books, known, shelf):
    """Who asks something else doesn't wait."""
    one, other = known(2)
    first, second = books.holds([*shelf(one, 1), *shelf(other, 1)])
    gate = books.stalls(times=1)
    waits = authors.send("GET", books_of(one), seconds=20)
    books.wait_for(lambda: len(books.requests) == 1)
    try:
        because = "the book service is slow with one question, and quick with this one: a lock is for one key"
        authors.get(books_of(other), because=because).expect(200, json=[second], because=because)
    finally:
        gate.set()
    waits.reply().expect(200, json=[first])


@task(3)
def test_who_fills_it_fails(authors, books, known, shelf):
    """When the refill fails, the next who asks can try at once."""
    [author] = known(1)
    held = books.holds(shelf(author, 1))
    books.fails(times=1)
    problem(authors.get(books_of(author)), 502)
    because = "the book service failed, and is well again; a lock that was not released keeps everybody out"
    authors.get(books_of(author), because=because).expect(200, json=held, because=because)


@task(3)
def test_who_fills_it_dies(authors, books, known, shelf):
    """When the process that fills an entry dies, the others wait for it no longer than it might have taken."""
    [author] = known(1, BOOKS_TIMEOUT="0.5")
    held = books.holds(shelf(author, 1))
    books.stalls(times=1)
    authors.send("GET", books_of(author), seconds=20)
    books.wait_for(lambda: len(books.requests) == 1)
    authors.restart()
    because = "whoever was to fill it was killed, and can't release anything: a lock needs an end of its own"
    for _ in tries(8):
        reply = authors.get(books_of(author), seconds=10, because=because)
        if reply.status == 200:
            break
    reply.expect(200, json=held, because=because)


@harder(3)
def test_one_failure_for_many(authors, books, known, shelf):
    """When the refill fails for which many wait, they don't try one after the other."""
    [author] = known(1, threads=MANY)
    books.holds(shelf(author, 1))
    books.delays(SLOW)
    books.fails()
    for reply in all_at_once(authors, books_of(author)):
        problem(reply, 502, 503, 504)
    asked = len(books.requests)
    if asked > MANY / 4:
        because = "the book service is unwell, and each of those who wait asks it again: they could share the failure"
        raise Unmet("a few requests to books", f"{asked} requests, for {MANY} who wanted the same", because)


@harder(3)
def test_who_fills_it_has_lost_the_lock(authors, books, known, shelf):
    """A lock is released only by who holds it: who has lost it in the meantime leaves that of another alone."""
    [author] = known(1)
    held = books.holds(shelf(author, 1))
    gates = []
    clients = []
    books.fails(times=1)
    for number in (1, 2):
        gates.append(books.stalls(times=1))
        clients.append(authors.send("GET", books_of(author), seconds=30))
        books.wait_for(lambda number=number: len(books.requests) == number, because="its lock is gone")
        if number == 1:
            authors.cache.flushdb()  # as when the memory is full, or the server was started again
    gates[0].set()
    problem(clients[0].reply(), 502)
    third = authors.send("GET", books_of(author), seconds=30)
    third.wait(0.5)
    gates[1].set()
    for client in (clients[1], third):
        client.reply().expect(200, json=held)
    because = "the first had lost its lock, and released that of the second when it failed; so the third asked, too"
    books.expect_requests(2, because=because)

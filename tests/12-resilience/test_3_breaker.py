"""Task 3: who keeps failing is left alone, and one call at a time finds out whether it is back."""

import time
from itertools import pairwise

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet
from workshop.serve.waiting import until

PAUSE = 0.2
SOON = 4
SECONDS = 5


def opened(authors, books, path, failures=3, status=500):
    """Let the breaker open; books fails from then on."""
    books.fails(status=status)
    for _ in range(failures):
        problem(authors.get(next(path)), 502, 503)


def next_probe(authors, books, path, because):
    """Ask until a request reaches books once more; gives what was asked then, which may still be under way."""
    before, end = len(books.requests), time.monotonic() + SECONDS
    while time.monotonic() < end:
        pending = authors.send("GET", next(path), seconds=20)
        until(lambda asked=pending: asked.done or len(books.requests) > before, SECONDS)
        if len(books.requests) > before:
            return pending
        pending.reply().expect(503, because="as long as the breaker is open that is the answer")
    raise Unmet(f"a call to books within {SECONDS} seconds, as BREAKER_PAUSE is {PAUSE}", "books isn't asked", because)


@task(3)
def test_it_opens(authors, books, asking, some):
    """After BREAKER_FAILURES failures in a row clients have 503 with Retry-After, and books isn't asked any more."""
    path = asking(BREAKER_FAILURES="3", BREAKER_PAUSE="60")
    opened(authors, books, path)
    books.expect_requests(3, because="three failures open it, with BREAKER_FAILURES=3, and none of them before")
    book = {"title": some.title(), "genre": some.genre(), "year": some.year()}
    because = "three calls in a row have failed: the fourth would too, so it isn't made"
    for reply in (
        authors.get(next(path)),
        authors.get(f"/authors?genre={some.word()}"),
        authors.post(next(path).partition("?")[0], json=book),
    ):
        problem(reply, 503, because=because)
        seconds = reply.headers.get("Retry-After", "")
        if not (seconds.isdecimal() and 1 <= int(seconds) <= 60):
            reason = "it says when there will be more to say; BREAKER_PAUSE is 60 here"
            reply.unmet("Retry-After: 1 to 60 seconds", reason, f"Retry-After: {seconds or 'none'}")
    books.expect_requests(3, because=because)
    authors.get("/authors").expect(200, because="who doesn't need books isn't concerned")


@task(3)
def test_failures_in_a_row(authors, books, asking):
    """A call that succeeds begins the count anew: two failures, a success and two failures don't open it."""
    path = asking(BREAKER_FAILURES="3")
    because = "only three failures in a row say that books is down"
    for _ in range(3):
        books.fails(2)
        for _ in range(2):
            problem(authors.get(next(path)), 502, 503)
        authors.get(next(path)).expect(200, json=[], because=because)
    books.expect_requests(9, because=because)


@task(3)
def test_what_is_no_failure(authors, books, asking, some):
    """400, 404 and 422 from books don't open it, nor do unknown authors and bad queries from clients."""
    path = asking(BREAKER_FAILURES="3")
    because = "whoever says that a request is wrong is up and well: one client's mistake must not stop the others"
    for status in (400, 404, 422, 404):
        books.fails(status=status)
        problem(authors.get(next(path)), 502, because=because)
    books.expect_requests(4, because=because)
    for _ in range(4):
        authors.get(f"/authors/{some.missing_id()}/books").expect(404, because=because)
        authors.get("/authors?genre=").expect(400, 422, because=because)
        reason = "with no time left books isn't asked (task 1), so that nothing is learned about it"
        authors.get(next(path), headers={"X-Deadline-Ms": "0"}).expect(504, because=reason)
    books.holds([])
    authors.get(next(path)).expect(200, json=[], because=because)


@task(3)
def test_what_is_a_failure(authors, books, asking):
    """A broken connection, an error of books and no answer in time are failures; so is nobody at all."""
    path = asking(BREAKER_FAILURES="3", BOOKS_TIMEOUT="0.6")
    authors.get(next(path)).expect(200, json=[])
    for happens in (books.resets, books.fails, books.hangs):
        happens()
        problem(authors.get(next(path)), 502, 503, 504)
    because = "a reset, a 503 and no answer in time are three failures in a row"
    problem(authors.get(next(path)), 503, because=because)
    books.expect_requests(4, because=because)


@task(3)
def test_one_probe(authors, books, asking):
    """After BREAKER_PAUSE one call is made, and while it is under way no other; it succeeds, and all are made again."""
    path = asking(BREAKER_FAILURES="3", BREAKER_PAUSE=str(PAUSE))
    opened(authors, books, path)
    books.holds([])
    with books.stalls():
        because = "a breaker that never tries again never closes; and asking it must not make the pause longer"
        probe = next_probe(authors, books, path, because)
        because = "one call finds out; if books is still weak, a hundred at once bring it down again"
        pending = [authors.send("GET", next(path), seconds=20) for _ in range(3)]
        until(lambda: all(each.done for each in pending), SOON)
        books.expect_requests(4, because=because)
    for each in pending:
        problem(each.reply(), 503, because=because)
    probe.reply().expect(200, json=[], because="books is back, and the probe's client has its answer")
    with books.stalls():
        because = "the probe has succeeded: the breaker is closed, and every call is made"
        pending = [authors.send("GET", next(path)) for _ in range(3)]
        books.wait_for(lambda: len(books.requests) == 7, because=because, seconds=SOON)
    for each in pending:
        each.reply().expect(200, json=[], because=because)


@task(3)
def test_a_probe_that_fails(authors, books, asking):
    """There is no call before BREAKER_PAUSE is over, and after a probe that fails the next one comes a pause later."""
    path = asking(BREAKER_FAILURES="3", BREAKER_PAUSE=str(PAUSE))
    opened(authors, books, path)
    for _ in range(2):
        problem(next_probe(authors, books, path, "after each pause one call is made").reply(), 502, 503)
    times = [request.at for request in books.requests[2:]]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    if min(pauses) < PAUSE * 0.9:
        because = "books was told to have a pause: each probe that fails begins another one"
        got = " and ".join(f"{pause:.2f} s" for pause in pauses)
        raise Unmet(f"{PAUSE} s from the last failure to each probe, as BREAKER_PAUSE says", got, because)


@task(3)
def test_a_probe_that_ends_otherwise(authors, books, asking):
    """A probe that brings 404, or nonsense, doesn't leave the breaker waiting for it for ever."""
    path = asking(BREAKER_FAILURES="3", BREAKER_PAUSE=str(PAUSE))
    opened(authors, books, path)
    because = "the probe is over, whatever came of it; whoever forgets that is open until the next restart"
    for answer in ({"status": 404}, {"status": 200, "body": b"<html>", "content_type": "text/html"}):
        books.answers(**answer)
        problem(next_probe(authors, books, path, because).reply(), 502, 503)
    books.holds([])
    next_probe(authors, books, path, because).reply().expect(200, json=[], because=because)


@task(3)
def test_calls_side_by_side(authors, books, asking):
    """As long as it is closed, calls go side by side: three clients are three calls at the same time."""
    path = asking(BREAKER_FAILURES="3")
    authors.get(next(path)).expect(200, json=[])
    with books.stalls():
        pending = [authors.send("GET", next(path), seconds=20) for _ in range(3)]
        because = "pybreaker's decorator and call() hold a lock while they call, and everybody queues for it"
        books.wait_for(lambda: len(books.requests) == 4, because=because, seconds=SOON)
    for each in pending:
        each.reply().expect(200, json=[])


@harder(3)
def test_a_late_answer(authors, books, asking):
    """A call from before it opened, which ends well during the pause, doesn't close it."""
    path = asking(BREAKER_FAILURES="3", BREAKER_PAUSE="60")
    gate = books.stalls(times=1)
    try:
        late = authors.send("GET", next(path), seconds=20)
        books.wait_for(lambda: len(books.requests) == 1, because="the first call is made")
        opened(authors, books, path)
    finally:
        gate.set()
    late.reply()
    because = "it was sent before the failures, and says how books was then: only the probe closes the breaker"
    problem(authors.get(next(path)), 503, because=because)
    books.expect_requests(4, because=because)


@harder(3)
def test_callers_in_a_hurry(authors, books, asking):
    """Callers who give 150 ms, which is too little for books on a good day, don't open it for the others."""
    path = asking(BREAKER_FAILURES="3")
    authors.get(next(path)).expect(200, json=[])
    because = "books had no chance: if that counts, anybody can switch the book service off for everybody"
    with books.stalls():
        for _ in range(4):
            authors.get(next(path), headers={"X-Deadline-Ms": "150"}).expect(504, because=because)
    authors.get(next(path)).expect(200, json=[], because=because)

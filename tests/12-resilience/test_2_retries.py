"""Task 2: what is safe to repeat is repeated, a few times, in the time there is, and not in step."""

from itertools import pairwise

from tests.contract.problems import problem
from workshop.harness import task
from workshop.harness.reply import Unmet

SOON = 4
CLIENTS = 20


def new_book(some):
    """The body of a POST to an author's books."""
    return {"title": some.title(), "genre": some.genre(), "year": some.year()}


@task(2)
def test_once_more(authors, books, asking):
    """A GET that met 502, 503, 504 or a broken connection is sent once more, and the client has 200."""
    path = asking(RETRY_ATTEMPTS="3")
    for number, status in enumerate((502, 503, 504), start=1):
        books.fails(1, status)
        because = f"{status} means: not now; the next attempt would have been answered"
        authors.get(next(path)).expect(200, json=[], because=because)
        books.expect_requests(2 * number, because="one attempt fails, the second is answered, and that is enough")
    books.resets(times=1)
    because = "connections break; a GET changes nothing, so it may be sent again"
    authors.get(next(path)).expect(200, json=[], because=because)
    books.talks(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n[", times=1)
    authors.get(next(path)).expect(200, json=[], because=f"{because}, also when it broke in the middle of the answer")


@task(2)
def test_a_few_times(authors, books, asking):
    """As long as books fails it is asked RETRY_ATTEMPTS times, and then the client has 502 or 503."""
    because = "whoever fails is busy already: each attempt more is load more"
    for attempts in (3, 1):
        path = asking(RETRY_ATTEMPTS=str(attempts))
        books.fails()
        before = len(books.requests)
        problem(authors.get(next(path), because=because), 502, 503, because="it has failed as often as it may")
        if (sent := len(books.requests) - before) != attempts:
            raise Unmet(f"{attempts} attempts, with RETRY_ATTEMPTS={attempts}", f"{sent} attempts", because)


@task(2)
def test_all_pages_together(authors, books, asking, some):
    """The attempts are counted for one answer, all its pages together: with three, two calls may be repeated."""
    asking(RETRY_ATTEMPTS="3")
    genre = some.word()
    books.holds([some.book(some.word(), genre=genre) for _ in range(3)], page_size=1)
    books.fails(2, after=1)
    books.fails(after=4)
    problem(authors.get(f"/authors?genre={genre}"), 502, 503)
    because = "attempts for each page multiply: three pages with three attempts each are nine calls for one answer"
    if (sent := len(books.requests)) > 5:
        got = f"{sent} calls"
        raise Unmet("three pages with two repetitions: five calls, with RETRY_ATTEMPTS=3", got, because)


@task(2)
def test_what_stays_as_it_is(authors, books, asking):
    """400, 401, 403, 404, 409 and 422 aren't repeated: books is asked once, and the client has 502."""
    path = asking(RETRY_ATTEMPTS="3")
    books.fails(1)
    authors.get(next(path)).expect(200)
    for number, status in enumerate((400, 401, 403, 404, 409, 422), start=3):
        books.fails(status=status)
        problem(authors.get(next(path)), 502)
        because = f"{status} says that the request is wrong, and the same request will be just as wrong"
        books.expect_requests(number, because=because)


@task(2)
def test_a_new_book_is_sent_once(authors, books, asking, some):
    """A POST isn't repeated, whether it met 503, a broken connection or nobody in time."""
    path = asking(RETRY_ATTEMPTS="3", BOOKS_TIMEOUT="0.6")
    address = next(path).partition("?")[0]
    sent = new_book(some)
    because = "the author is there, and books took it in"
    made = authors.post(address, json=sent).expect(201, json=sent, because=because)
    if not made.location.endswith(f"/books/{made.json['id']}"):
        made.unmet("Location: …/books/{id}", "it says where the new book can be fetched", f"Location: {made.location}")
    for number, (what, happens) in enumerate(
        (("503", books.fails), ("a connection that breaks", books.resets), ("no answer in time", books.hangs)), start=2
    ):
        happens()
        problem(authors.post(address, json=new_book(some)), 502, 503, 504)
        because = f"after {what} nobody knows whether the book was stored: sent again it may be there twice"
        books.expect_requests(number, because=because)


@task(2)
def test_not_in_step(authors, books, asking):
    """Twenty clients whose calls have failed come again after pauses that differ, over half of RETRY_WAIT or more."""
    wait = 0.9
    path = asking(threads=CLIENTS, RETRY_ATTEMPTS="2", RETRY_WAIT=str(wait))
    books.fails()
    names = [f"client-{number}" for number in range(CLIENTS)]
    pending = []
    for name in names:  # one after the other, so that they don't get into each other's way
        pending.append(authors.send("GET", next(path), headers={"X-Request-ID": name}, seconds=20))
        books.wait_for(lambda name=name: any(each.headers["X-Request-ID"] == name for each in books.arrived))
    for each in pending:
        each.reply(because="it failed twice, and that is an answer")
    times = {name: [] for name in names}
    for request in books.requests:
        times[request.headers["X-Request-ID"]].append(request.at)
    pauses = [at[1] - at[0] for at in times.values() if len(at) == 2]
    # of twenty pauses that chance chooses between w/2 and w (w: RETRY_WAIT) the shortest and the longest differ by less
    # than w/6 once in ninety million runs; between 0 and w it is rarer by far
    if len(pauses) < CLIENTS / 2 or max(pauses) - min(pauses) < wait / 6:
        because = "twenty clients that come back at the same moment are the next outage: let chance choose the pause"
        got = f"pauses from {min(pauses):.2f} to {max(pauses):.2f} s" if pauses else "no second attempt"
        raise Unmet(f"pauses that differ, with RETRY_WAIT={wait}", got, because)


@task(2)
def test_when_books_wants_to_be_asked(authors, books, asking):
    """Retry-After: 1 is kept to: the next attempt comes a second later, not before."""
    path = asking(RETRY_ATTEMPTS="2", RETRY_WAIT="0.02")
    books.fails(1, headers={"Retry-After": "1"})
    authors.get(next(path)).expect(200, json=[], because="a second is well within BOOKS_TIMEOUT, which is 20 here")
    first, second = books.expect_requests(2)
    if second.at - first.at < 0.99:
        because = "books knows best when it can be asked again"
        raise Unmet("a second attempt one second after the first", f"{second.at - first.at:.2f} s", because)


@task(2)
def test_no_pause_beyond_the_deadline(authors, books, asking):
    """A pause that the deadline doesn't leave room for isn't begun: the client has 502 to 504 soon, at one attempt."""
    path = asking(RETRY_ATTEMPTS="3", RETRY_WAIT="0.02")
    because = "nobody waits an hour, and BOOKS_TIMEOUT is 20 seconds: then the failure is the answer, at once"
    for number, seconds in enumerate(("3600", "31536000"), start=1):
        books.fails(headers={"Retry-After": seconds})
        problem(authors.get(next(path), because=because).expect(within=SOON), 502, 503, 504, because=because)
        books.expect_requests(number, because=f"books asked to be left alone for an hour or more: {seconds} s")
    path = asking(RETRY_ATTEMPTS="3", RETRY_WAIT="100000")
    because = "a pause of hours ends after everybody has gone: without time for it the failure is the answer, at once"
    reply = authors.get(next(path), seconds=4, because=because)
    problem(reply.expect(within=SOON, because=because), 502, 503, 504, because=because)


@task(2)
def test_one_deadline_for_all_attempts(authors, books, asking):
    """All attempts share the caller's time: each carries less in X-Deadline-Ms, and none comes when it is over."""
    path = asking(RETRY_ATTEMPTS="20", RETRY_WAIT="0.001")
    books.delays(0.1)
    books.fails()
    because = "the caller gave 600 ms, however often we try: attempts that begin the time anew add up"
    reply = authors.get(next(path), headers={"X-Deadline-Ms": "600"}, because=because)
    problem(reply.expect(within=SOON, because=because), 502, 503, 504, because=because)
    sent = [request.headers.get("X-Deadline-Ms", "0") for request in books.requests]
    left = [int(each) if each.isdecimal() else 0 for each in sent]
    told = ", ".join(map(str, left[:8]))
    if len(left) < 2:
        raise Unmet(
            "another attempt, for which there was time", f"{len(left)} attempt", "several such attempts fit into 600 ms"
        )
    if any(later > earlier - 99 for earlier, later in pairwise(left)):
        raise Unmet("100 ms less for each attempt, as each took 100 ms", f"X-Deadline-Ms: {told}", because)

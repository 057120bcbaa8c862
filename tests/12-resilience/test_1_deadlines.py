"""Task 1: the caller says how much time there is, and what is left of it travels on."""

from tests.contract.problems import problem
from workshop.harness import task
from workshop.harness.reply import Unmet

HEADER = "X-Deadline-Ms"
SOON = 4  # seconds: much more than the deadlines here, and much less than BOOKS_TIMEOUT
PATIENCE = 5


def passed_on(request):
    """The milliseconds that a call to the book service carried; raises Unmet when there were none."""
    sent = request.headers.get(HEADER)
    if sent is None or not (sent.isascii() and sent.isdecimal()):
        because = "the next service can stop in time only if it hears how much there is"
        raise Unmet(f"{HEADER}: a whole number of milliseconds, in the call to books", f"{sent or 'none'}", because)
    return int(sent)


def new_book(some):
    """The body of a POST to an author's books."""
    return {"title": some.title(), "genre": some.genre(), "year": some.year()}


@task(1)
def test_the_time_that_the_caller_gives(authors, books, asking, some):
    """With X-Deadline-Ms: 300 the client has an answer soon, 504 when books is slower; so it is for GET and POST."""
    path = asking(BOOKS_TIMEOUT="20")
    authors.get(next(path), headers={HEADER: "10000"}).expect(200, because="ten seconds are enough")
    books.hangs()
    because = "who gave 300 ms isn't there any more after 20 seconds, which is our own BOOKS_TIMEOUT"
    hurried = {"headers": {HEADER: "300"}, "seconds": PATIENCE, "because": because}
    for reply in (
        authors.get(next(path), **hurried),
        authors.post(next(path).partition("?")[0], json=new_book(some), **hurried),
    ):
        problem(reply.expect(within=SOON, because=because), 504, because=because)


@task(1)
def test_who_waits_for_another(authors, books, asking):
    """It is so, too, for who asks what somebody else is asking already: 504 when their own time is over."""
    question = next(asking(BOOKS_TIMEOUT="20"))
    because = "it is the time of this caller that is over; the other one has more, and goes on waiting"
    with books.stalls():
        first = authors.send("GET", question, seconds=20)
        books.wait_for(lambda: len(books.requests) == 1, because="somebody asks books")
        reply = authors.get(question, headers={HEADER: "300"}, seconds=PATIENCE, because=because)
        problem(reply.expect(within=SOON, because=because), 504, because=because)
    first.reply().expect(200, json=[], because=because)


@task(1)
def test_never_more_than_we_have(authors, books, asking):
    """A caller who gives a minute is answered within BOOKS_TIMEOUT all the same, and books isn't told of a minute."""
    path = asking(BOOKS_TIMEOUT="0.6")
    authors.get(next(path), headers={HEADER: "60000"}).expect(200)
    books.hangs()
    because = "BOOKS_TIMEOUT bounds what any caller can make us wait: the header may shorten that, never lengthen it"
    reply = authors.get(next(path), headers={HEADER: "60000"}, seconds=PATIENCE, because=because)
    problem(reply.expect(within=SOON, because=because), 504, because=because)
    for request in books.requests:
        if (sent := passed_on(request)) > 600:
            raise Unmet("at most 600 ms passed on, with BOOKS_TIMEOUT=0.6", f"{HEADER}: {sent}", because)


@task(1)
def test_what_is_left_goes_on(authors, books, asking, some):
    """Every call to books carries what is left in X-Deadline-Ms: less with each call, and never more than came in."""
    asking(BOOKS_TIMEOUT="20")
    for given, most in (({}, 20_000), ({HEADER: "8000"}, 8000), ({HEADER: "9000"}, 9000)):
        before = len(books.requests)
        genre = some.word()
        books.holds([some.book(some.word(), genre=genre) for _ in range(2)], page_size=1)
        books.delays(0.1, times=1)
        authors.get(f"/authors?genre={genre}", headers=given).expect(
            200, json=[], because="nobody here has written these two books"
        )
        first, second = map(passed_on, books.requests[before:])
        got = f"{HEADER}: {first}, and then {second}"
        if not 0 < first <= most:
            because = "the caller waits no longer than that, and BOOKS_TIMEOUT is the most there is"
            raise Unmet(f"1 to {most} ms passed on", got, because)
        if second > first - 99:
            because = "books took 100 ms for the first page, and that time is gone"
            raise Unmet("the second page to have 100 ms less than the first", got, because)


@task(1)
def test_no_time_left(authors, books, asking):
    """With X-Deadline-Ms: 0 the answer is 504, at once, and books isn't asked."""
    path = asking()
    authors.get(next(path)).expect(200, json=[])
    because = "nobody waits for this answer any more: whatever is done for it is done for nothing"
    problem(authors.get(next(path), headers={HEADER: "0"}), 504, because=because)
    books.expect_requests(1, because=because)


@task(1)
def test_no_number_of_milliseconds(authors, books, asking):
    """What is no number is ignored, or refused with 400; it is never a 500, nor a call without end."""
    path = asking()
    authors.get(next(path), headers={HEADER: "10000"}).expect(200, json=[])
    for nonsense in ("soon", "", "NaN", "inf", "5 s", "0x10", "9" * 400, "9" * 5000):
        reply = authors.get(next(path), headers={HEADER: nonsense})
        reply.expect(200, 400, because="a client sent it; what a client sends is never our 500, nor anybody's 504")
    for request in books.requests:
        passed_on(request)

"""Task 4: while books fails, an old answer is given where there is one, and says that it is old."""

import time

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet

SHORT = {"CACHE_TTL": "0.05", "STALE_TTL": "60"}
SOON = 4
SECONDS = 5
JSON = "application/json"


def says_stale(reply, asked=None):
    """Whether Cache-Status (RFC 9211) says that a cache gave an answer which is not fresh any more.

    With `asked` (True, False) it must say as well whether somebody was asked before.
    """
    for member in reply.headers.get("Cache-Status", "").split(","):
        _, *parameters = (part.strip().lower() for part in member.split(";"))
        if "fwd=stale" in parameters and asked is not False:
            return True
        if "hit" in parameters and any(each.startswith("ttl=-") for each in parameters) and not asked:
            return True
    return False


def expect_stale(reply, books, because, asked=None):
    """Require 200 with these books, an Age, and a Cache-Status that says it is stale, and if books was `asked`."""
    reply.expect(200, json=books, because=because)
    age = reply.headers.get("Age", "")
    if not age.isdecimal():
        reason = "whoever reads an old answer must be able to see how old it is"
        reply.unmet("Age: a number of seconds", reason, f"Age: {age or 'none'}")
    if not says_stale(reply):
        reason = "an old answer that looks like a new one is a lie; RFC 9211 has the words for it"
        got = f"Cache-Status: {reply.headers.get('Cache-Status') or 'none'}"
        reply.unmet("Cache-Status with fwd=stale, or with hit and a negative ttl", reason, got)
    if not says_stale(reply, asked):
        expected = "fwd=stale, as books was asked" if asked else "hit and a negative ttl, as books wasn't asked"
        reason = "who looks for a fault wants to know whether this request has got as far as books"
        reply.unmet(f"Cache-Status with {expected}", reason, f"Cache-Status: {reply.headers['Cache-Status']}")
    return reply


def expect_fresh(reply, books, because):
    """Require 200 with these books, and nothing that says they are stale."""
    reply.expect(200, json=books, because=because)
    if says_stale(reply):
        got = f"Cache-Status: {reply.headers['Cache-Status']}"
        reply.unmet("no Cache-Status that says stale", "this answer has just come from books", got)
    return reply


def no_longer_fresh(authors, path, **options):
    """The first reply that isn't a fresh 200; the last one, should all be fresh for seconds."""
    end = time.monotonic() + SECONDS
    reply = authors.get(path, **options)
    while reply.status == 200 and not says_stale(reply) and time.monotonic() < end:
        reply = authors.get(path, **options)
    return reply


def held(books, some, path):
    """A book of the author and the genre that `path` asks for, in the book service."""
    address, _, genre = path.partition("?genre=")
    return books.holds([some.book(address.split("/")[2], genre=genre)])


@task(4)
def test_an_old_answer(authors, books, asking, some):
    """When books fails, the last good answer is given, with Age, and a Cache-Status that says it is stale."""
    path = next(asking(**SHORT))
    content = held(books, some, path)
    by_genre = f"/authors{path[path.index('?') :]}"
    expect_fresh(authors.get(path), content, "books is well")
    people = authors.get(by_genre).expect(200).json
    books.fails()
    because = "a list that is some seconds old is of more use than an error"
    expect_stale(no_longer_fresh(authors, path), content, because, asked=True)
    expect_stale(no_longer_fresh(authors, by_genre), people, because, asked=True)
    because = "whoever has no time left doesn't wait for an old answer either"
    problem(no_longer_fresh(authors, path, headers={"X-Deadline-Ms": "0"}), 504, because=because)


@task(4)
def test_whatever_the_failure(authors, books, asking, some):
    """It is given when books breaks the connection, answers 500 or nonsense, is too slow, or is down."""
    path = asking(**SHORT, BOOKS_TIMEOUT="0.6")
    questions = [next(path) for _ in range(5)]
    content = [book for question in questions for book in held(books, some, question)]
    books.holds(content)
    for question, book in zip(questions, content, strict=True):
        expect_fresh(authors.get(question), [book], "books is well")
    nonsense = {"status": 200, "body": b"<html>", "content_type": "text/html"}
    for happens, arguments, question, book in zip(
        (books.resets, books.fails, books.answers, books.hangs, books.down),
        ({}, {"status": 500}, nonsense, {}, {}),
        questions,
        content,
        strict=True,
    ):
        happens(**arguments)
        because = "for who wants to see the list, one failure is like another"
        reply = no_longer_fresh(authors, question, because=because)
        expect_stale(reply.expect(within=SOON), [book], because)


@task(4)
def test_while_the_breaker_is_open(authors, books, asking, some):
    """While the breaker is open an old answer is given without asking books, and 503 where there is none."""
    path = asking(**SHORT, BREAKER_FAILURES="1", RETRY_ATTEMPTS="2")
    kept = next(path)
    content = held(books, some, kept)
    expect_fresh(authors.get(kept), content, "books is well")
    books.fails()
    because = "the call that opens the breaker has failed like any other"
    expect_stale(no_longer_fresh(authors, kept), content, because, asked=True)
    sent = len(books.requests)
    because = "the breaker is open, and the answer is there: who has it needn't ask"
    expect_stale(no_longer_fresh(authors, kept), content, because, asked=False)
    problem(authors.get(next(path)), 503, because="nothing is kept of this question, so there is nothing to give")
    books.expect_requests(sent, because="the breaker is open")


@task(4)
def test_only_for_the_same_question(authors, books, asking, some):
    """It is given for the same question only, and only to who may ask it."""
    path = asking(**SHORT)
    kept, other = next(path), next(path)
    content = held(books, some, kept)
    expect_fresh(authors.get(kept), content, "books is well")
    books.fails()
    expect_stale(no_longer_fresh(authors, kept), content, "books fails")
    because = "nobody has asked this before: the answer to another question is a wrong answer"
    for question in (other, kept.partition("?")[0], f"/authors{kept[kept.index('?') :]}"):
        problem(authors.get(question), 502, 503, because=because)
    because = "an outage opens no doors: without a key it is 401, as ever"
    authors.get(kept, headers={"X-API-Key": None}).expect(401, because=because)
    authors.get(f"/authors/{some.missing_id()}/books").expect(404, because="nobody has this id, outage or not")


@task(4)
def test_when_books_says_no(authors, books, asking, some):
    """When books answers 401, 403 or 404 that is our 502, and no old answer."""
    path = asking(**SHORT)
    for status in (401, 404):
        question = next(path)
        content = held(books, some, question)
        expect_fresh(authors.get(question), content, "books is well")
        books.fails(status=status)
        because = f"{status} is no outage: books is well and has said no, to our key or to our question"
        reply = no_longer_fresh(authors, question)
        problem(reply, 502, because=because)


@task(4)
def test_new_ones_as_soon_as_can_be(authors, books, asking, some):
    """An old answer stays old: books is asked again soon, and what it says when it is back is given, as fresh."""
    path = next(asking(CACHE_TTL="0.3", STALE_TTL="60"))
    content = held(books, some, path)
    expect_fresh(authors.get(path), content, "books is well")
    books.fails()
    expect_stale(no_longer_fresh(authors, path), content, "books fails")
    for _ in range(3):
        expect_stale(authors.get(path), content, "books fails still: giving an answer doesn't make it new")
    new = held(books, some, path)
    because = "books is back, and has another book: an old answer that is kept as a new one hides that"
    end = time.monotonic() + SECONDS
    reply = authors.get(path)
    while time.monotonic() < end and reply.json == content:  # a failure may be remembered for a moment
        reply = authors.get(path)
    expect_fresh(reply, new, because)


@task(4)
def test_not_for_ever(authors, books, asking, some):
    """After STALE_TTL seconds it isn't given any more, and nothing stays in the cache without an end."""
    path = next(asking(CACHE_TTL="0.05", STALE_TTL="0.4"))
    content = held(books, some, path)
    expect_fresh(authors.get(path), content, "books is well")
    endless = [key for key in authors.cache.scan_iter() if authors.cache.ttl(key) == -1]
    if endless:
        because = "what has no TTL stays until the memory is full"
        raise Unmet("a TTL for every entry in the cache", f"{len(endless)} without: {endless[0]}", because)
    books.fails()
    because = "STALE_TTL says how old an answer may be: 0.4 s here, and 200 long after that"
    end = time.monotonic() + SECONDS
    reply = authors.get(path)
    while time.monotonic() < end and reply.status == 200:
        reply = authors.get(path)
    problem(reply, 502, 503, because=because)


@harder(4)
def test_how_old_it_is(authors, books, asking, some):
    """Age grows: it counts from when books was asked, and not from the last time that the answer was given."""
    path = next(asking(**SHORT))
    content = held(books, some, path)
    expect_fresh(authors.get(path), content, "books is well")
    books.fails()
    end = time.monotonic() + SECONDS
    because = "it was books' answer a second ago, however often it has been given since"
    reply = expect_stale(no_longer_fresh(authors, path), content, "books fails")
    while time.monotonic() < end and int(reply.headers["Age"]) < 1:
        reply = expect_stale(authors.get(path), content, "books fails")
    reply.expect(headers={"Age": "1"}, because=because)

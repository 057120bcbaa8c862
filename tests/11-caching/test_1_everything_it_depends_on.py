"""Task 1: what the book service said is kept for a while, under all that it depends on, where all processes look."""

import os
import pickle

from tests.contract.problems import problem
from workshop.harness import harder, task

from .conftest import PATIENT, books_of, entries, expect_a_life, expect_an_end, tries

ONCE = "books has answered this a moment ago, and the answer is in the cache"
NOT_JSON = (b"\xff\xfe\xfd", b"{", b"")


@task(1)
def test_asked_once(authors, books, known, shelf, some):
    """What the book service has said is in the cache: who asks for the same again has it from there, whoever it is."""
    [author] = known(1)
    held = books.holds(shelf(author, 2, genre="crime"))
    callers = [{"X-Request-ID": some.word(), "X-API-Key": f"development-{name}"} for name in ("reader", "librarian")]
    for headers in (*callers, {}):
        authors.get(books_of(author), headers=headers).expect(200, json=held)
        authors.get("/authors", params={"genre": "crime"}, headers=headers).expect(200, json=[author])
    because = f"{ONCE}; it doesn't depend on who asks, nor on the number of the request"
    books.expect_requests(2, because=because)


@task(1)
def test_each_question_has_its_own_answer(authors, books, known, shelf):
    """Another author, another genre or none, and authors instead of books: each is a question of its own."""
    one, other = known(2)
    crime, poetry, upper, others = books.holds(
        [
            book
            for author, genre in ((one, "crime"), (one, "poetry"), (one, "Crime"), (other, "crime"))
            for book in shelf(author, 1, genre=genre)
        ]
    )
    questions = (
        (books_of(one), {}, [crime, poetry, upper]),
        (books_of(other), {}, [others]),
        (books_of(one), {"genre": "crime"}, [crime]),
        (books_of(one), {"genre": "poetry"}, [poetry]),
        (books_of(one), {"genre": "Crime"}, [upper]),
        (books_of(other), {"genre": "crime"}, [others]),
        (books_of(other), {"genre": "poetry"}, []),
        ("/authors", {"genre": "crime"}, [one, other]),
        ("/authors", {"genre": "poetry"}, [one]),
        ("/authors", {}, [one, other]),
    )
    for time in ("before", "now"):
        for path, params, answer in questions:
            because = f"others have asked {time}, but something else: a key holds all that the answer depends on"
            authors.get(path, params=params).expect(200, json=answer, because=because)


@task(1)
def test_questions_that_look_alike(authors, books, some, shelf):
    """Two questions never share a key, whatever signs are in an id or a genre."""
    word, genre = some.word(), some.word()
    one = some.author(id=word)
    signs = (":", "|", ",", "&genre=", '", "')
    others = [some.author(id=f"{word}{sign}{genre}") for sign in signs]
    authors.start(data=[one, *others], env=PATIENT)
    genres = ["None", "null", word, genre, *(f"{genre}{sign}{end}" for sign in signs for end in ("None", ""))]
    held = books.holds([book for name in genres for book in shelf(one, 1, genre=name)], page_size=100)
    held = books.holds([*held, *(book for other in others for book in shelf(other, 1))], page_size=100)
    because = "joined with a sign that can be in them, or with a part left out, two questions become one key"
    authors.get("/authors", params={"genre": word}).expect(200, json=[one])
    authors.get(books_of(one)).expect(200, json=held[: len(genres)], because=because)
    for name, book in zip(genres, held, strict=False):
        authors.get(books_of(one), params={"genre": name}).expect(200, json=[book], because=because)
    for other, book in zip(others, held[len(genres) :], strict=True):
        authors.get(books_of(other)).expect(200, json=[book], because=because)


@task(1)
def test_nothing_is_an_answer_too(authors, books, known):
    """That an author has no books, and a genre no authors, is kept as well."""
    [author] = known(1)
    for _ in range(2):
        authors.get(books_of(author)).expect(200, json=[])
        authors.get("/authors", params={"genre": "poetry"}).expect(200, json=[])
    because = f"{ONCE}: an empty array is an answer, and not the lack of one"
    books.expect_requests(2, because=because)


@task(1)
def test_for_so_long_and_no_longer(authors, books, known, shelf):
    """Whatever is in the cache has a time to live, and after CACHE_TTL seconds the book service is asked anew."""
    [author] = known(1, CACHE_TTL="60")
    first = books.holds(shelf(author, 1))
    authors.get(books_of(author)).expect(200, json=first)
    expect_a_life(authors, 60)
    expect_an_end(authors)
    [author] = known(1, CACHE_TTL="1")
    first = books.holds(shelf(author, 1))
    authors.get(books_of(author)).expect(200, json=first)
    second = books.holds(shelf(author, 2))
    for _ in tries(5):
        reply = authors.get(books_of(author))
        if reply.status != 200 or reply.json != first:
            break
    because = "CACHE_TTL is one second in this check: what was found out before that is too old"
    reply.expect(200, json=second, because=because)
    expect_an_end(authors)


@task(1)
def test_where_every_process_looks(authors, books, known, shelf):
    """What one process has learned the next one knows: the cache is outlived by nobody's restart."""
    [author] = known(1)
    held = books.holds(shelf(author, 1))
    authors.get(books_of(author)).expect(200, json=held)
    authors.restart().get(books_of(author)).expect(200, json=held)
    because = "a dict belongs to one process: two workers have two, and each start begins with an empty one"
    books.expect_requests(1, because=because)


@task(1)
def test_failures_are_not_kept(authors, books, known, shelf, some):
    """What went wrong isn't kept: the next who asks has a new chance. Nor is the beginning of a list."""
    one, other = known(2, BOOKS_TIMEOUT="3")
    held = books.holds(shelf(one, 3), page_size=2)
    because = "the book service failed once; a failure that is kept goes on when its cause is gone"
    books.fails(times=1)
    problem(authors.get(books_of(one)), 502)
    authors.get(books_of(one), seconds=10).expect(200, json=held, because=because)
    held = books.holds(shelf(other, 3), page_size=2)
    books.fails(times=1, after=1)
    problem(authors.get(books_of(other)), 502)
    because = "the second page failed: half a list that is kept looks like a whole one"
    authors.get(books_of(other), seconds=10).expect(200, json=held, because=because)
    late = some.author(id=some.missing_id())
    problem(authors.get(books_of(late)), 404)
    columns = "INSERT INTO authors (id, name, born) VALUES (%s, %s, %s)"
    authors.database.execute(columns, late["id"], late["name"], late["born"])
    because = "that there was no such author is true no longer"
    authors.get(books_of(late)).expect(200, json=[], because=because)


@task(1)
def test_what_cannot_be_read(authors, books, known, shelf):
    """An entry that is no JSON counts for nothing: the book service is asked, and the entry replaced."""
    [author] = known(1)
    authors.get(books_of(author)).expect(200, json=[])
    for rubbish in NOT_JSON:
        held = books.holds(shelf(author, 1))
        for key in entries(authors, "the answer was to be kept there"):
            authors.cache.set(key, rubbish)
        because = f"{rubbish!r} lies in the cache, from an older version perhaps: what can't be read is a miss"
        authors.get(books_of(author)).expect(200, json=held, because=because)
        asked = len(books.requests)
        authors.get(books_of(author)).expect(200, json=held)
        books.expect_requests(asked, because="the entry that could not be read has been replaced by a good one")


class Program:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (os.fspath(self.path),)


@task(1)
def test_data_and_no_programs(authors, books, known, shelf, some):
    """What lies in the cache is data: a pickle isn't loaded."""
    [author] = known(1)
    held = books.holds(shelf(author, 1))
    authors.get(books_of(author)).expect(200, json=held)
    made = authors.own / some.word()
    for key in entries(authors, "the answer was to be kept there"):
        authors.cache.set(key, pickle.dumps(Program(made)))
    reply = authors.get(books_of(author))
    if made.exists():
        because = "a pickle is a program, and loading runs it: who can write to the cache can do anything that you can"
        reply.unmet("JSON in the cache", because, "the service has run a program that it found in the cache")
    reply.expect(200, json=held, because="what can't be read is a miss")


@harder(1)
def test_json_that_is_no_entry(authors, books, known, shelf):
    """JSON of another form is no entry either."""
    [author] = known(1)
    authors.get(books_of(author)).expect(200, json=[])
    for rubbish in ("null", "7", '"books"', "{}", "[" * 100_000):
        held = books.holds(shelf(author, 1))
        for key in entries(authors, "the answer was to be kept there"):
            authors.cache.set(key, rubbish)
        because = f"{rubbish[:9]} is JSON, and no entry: an older version may have kept it like that"
        authors.get(books_of(author)).expect(200, json=held, because=because)

"""Task 6: authors calls the book service in its own name."""

import pytest

from tests.contract.problems import problem
from workshop.harness import any_order, harder, task, upstream_fixture
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted

books = upstream_fixture("books")
elsewhere = upstream_fixture("elsewhere")


@pytest.fixture
def author(authors, some):
    """An author who is there. Authors has all the time it needs to ask books."""
    authors.start(env={"BOOKS_TIMEOUT": "20"})
    return authors.post("/authors", json=some.author()).expect(201).json


@pytest.fixture
def path(author):
    """Where the author's books are."""
    return f"/authors/{author['id']}/books"


@task(6)
def test_a_key_for_books(authors, books, keys, author, path, some):
    """Every call to the book service bears the key in BOOKS_API_KEY, on the second page too."""
    held = books.holds([some.book(author["id"], genre="crime") for _ in range(2)], page_size=1)
    books.requires_key(keys.of_authors)
    because = "the book service knows the key in BOOKS_API_KEY, and no other"
    authors.get(path).expect(200, json=any_order(held), because=because)
    authors.get("/authors?genre=crime").expect(200, json=[author], because=because)


@task(6)
def test_whose_key(authors, books, keys, path):
    """The key that came from a caller goes no further."""
    caller = keys.reader
    authors.get(path, headers={"X-API-Key": caller}).expect(200, json=[])
    for request in books.requests:
        if caller in f"{request.path} {request.query} {dict(request.headers)} {request.body}":
            because = "books trusts authors, not everybody whom authors lets in; and who is asked could use the key"
            raise Unmet("a call without the caller's key", f"{request} bears the key that the caller sent", because)


@task(6)
def test_no_key_no_service(authors):
    """Without BOOKS_API_KEY the author service refuses to start and names it."""
    authors.get("/health").expect(200)
    for nothing in (None, ""):
        because = "a service that can't do its work should say so at the start, and a key in the code is everybody's"
        try:
            authors.start(env={"BOOKS_API_KEY": nothing})
        except NotStarted as refusal:
            if "BOOKS_API_KEY" not in f"{refusal.got} {authors.log()}":
                raise Unmet("a message that names BOOKS_API_KEY", refusal.got, because) from None
        else:
            raise Unmet("a service that doesn't start", "it started without BOOKS_API_KEY", because)


@task(6)
def test_books_refuses_us(authors, books, keys, path):
    """When the book service answers 401 or 403, that is our 502, and the log says why, without the key."""
    authors.get(path).expect(200, json=[])
    for status in (401, 403):
        before = len(authors.logged)
        books.fails(status=status, headers={"WWW-Authenticate": 'ApiKey realm="books"'} if status == 401 else None)
        reply = authors.get(path)
        because = "the caller's key is good: it is ours that books doesn't take, and the caller can't mend that"
        problem(reply, 502, because=because)
        if "WWW-Authenticate" in reply.headers:
            reply.unmet("no WWW-Authenticate", because=because)
        because = "who looks after the service must learn that its key is no good any more"
        authors.wait_for_log(lambda lines, before=before: any("book" in line for line in lines[before:]), because)
        if keys.of_authors in f"{authors.logged} {reply.text}":
            raise Unmet(
                "a key that stays where it is", "BOOKS_API_KEY is in the log or in the reply", "keys aren't told"
            )


@harder(6)
def test_a_refusal_with_the_key_in_it(authors, books, keys, path):
    """Where books repeats our key in its refusal, the key is neither in the log nor in the reply."""
    authors.get(path).expect(200, json=[])
    said = {"title": "Unauthorized", "status": 401, "detail": f"The key {keys.of_authors} is nobody's."}
    books.answers(401, json=said, content_type="application/problem+json")
    reply = authors.get(path).expect(502)
    if keys.of_authors in f"{authors.logged} {reply.text}":
        because = "what others answer can hold what we have sent: it goes to the log only as far as we know it"
        raise Unmet("a log and a reply without the key", "BOOKS_API_KEY, as books has repeated it, is there", because)


@task(6)
def test_the_key_stays_with_books(authors, books, elsewhere, author, path, some):
    """The key goes to the address in BOOKS_URL and to no other, wherever books' answers lead."""
    authors.get(path).expect(200, json=[])
    elsewhere.holds([some.book(author["id"])])
    there = f"{elsewhere.url}/books?author_id={author['id']}"
    for status, headers in ((302, {"Location": there}), (200, {"Link": f'<{there}>; rel="next"'})):
        books.answers(status, json=[], headers=headers)
        because = "requests takes Authorization away when it follows to another host, and X-API-Key it doesn't"
        reply = authors.get(path)
        elsewhere.expect_requests(0, because=because)
        problem(reply, 502, because="that is no answer to what we asked")


@harder(6)
def test_a_key_that_is_none(authors, keys):
    """A key with a line break or blanks in it is refused at the start, or used without them; it isn't logged."""
    for broken in (f"{keys.of_authors}\n", f"{keys.of_authors} é"):
        try:
            authors.start(env={"BOOKS_API_KEY": broken, "BOOKS_TIMEOUT": "20"})
        except NotStarted as refusal:
            said = refusal.got
        else:
            said = authors.get("/authors?genre=crime").expect(200, 502).text
        if keys.of_authors in f"{said} {authors.logged}":
            because = "requests puts a header that it can't send into its error, and that goes to the log"
            raise Unmet("a log without the key", "BOOKS_API_KEY is in the log", because)

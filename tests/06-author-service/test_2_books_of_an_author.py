"""Task 2: the books of an author are asked of the book service."""

from workshop.harness import task
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted


@task(2)
def test_the_books_of_an_author(authors, books, known, shelf):
    """GET /authors/{id}/books answers the books that the book service has of this author."""
    one, other = known(2)
    first, second, _ = books.holds(shelf(one, 2) + shelf(other, 1))
    because = "the book service has two books of this author, at the address in BOOKS_URL"
    authors.get(f"/authors/{one['id']}/books").expect(200, json=[first, second], because=because)


@task(2)
def test_an_author_without_books(authors, books, known, shelf):
    """An author of whom there is no book has 200 and an empty array."""
    one, other = known(2)
    held = books.holds(shelf(one, 1))
    authors.get(f"/authors/{one['id']}/books").expect(200, json=held)
    because = "the author exists, and the answer to the question is: none"
    authors.get(f"/authors/{other['id']}/books").expect(200, json=[], because=because)


@task(2)
def test_books_of_a_genre(authors, books, known, shelf):
    """?genre= leaves the author's books of that genre."""
    [author] = known(1)
    crime, _ = books.holds(shelf(author, 1, genre="crime") + shelf(author, 1, genre="poetry"))
    path = f"/authors/{author['id']}/books"
    authors.get(path, params={"genre": "crime"}).expect(200, json=[crime], because="one of the two books is a crime")
    because = "there is no travel book among the author's"
    authors.get(path, params={"genre": "travel"}).expect(200, json=[], because=because)


@task(2)
def test_genres_with_signs_in_them(authors, books, known, shelf, some):
    """A genre may have any signs in it: R&B / Soul, C++, 100 %, #1."""
    [author] = known(1)
    path = f"/authors/{author['id']}/books"
    for genre in ("R&B / Soul", "C++", "100 %", f"#{some.integer(1, 9)}", "A=B?", "Übersetzung", "a%2Bb"):
        first, *_ = books.holds(shelf(author, 1, genre=genre) + shelf(author, 1) + shelf(author, 1, genre=genre[:1]))
        because = "&, +, # and % mean something in an address: what goes into it must be escaped"
        authors.get(path, params={"genre": genre}).expect(200, json=[first], because=because)


@task(2)
def test_a_query_that_is_none(authors, books, known, some):
    """A blank genre, a genre twice and unknown parameters are refused with 400, and books isn't asked."""
    [author] = known(1)
    path = f"/authors/{author['id']}/books"
    authors.get(path, params={"genre": some.genre()}).expect(200, json=[])
    because = "whoever mistypes a question must hear of it, and not get the answer to another one"
    for query in ("genre=", "genre=%20", "genre=a&genre=b", f"{some.word()}=crime"):
        authors.get(f"{path}?{query}").expect(400, 422, because=because)
    books.expect_requests(1, because="a question that is refused has no need to be asked of others")


@task(2)
def test_an_author_whom_nobody_knows(authors, books, known, some):
    """An id that no author has answers 404, and the book service isn't asked."""
    [author] = known(1)
    authors.get(f"/authors/{author['id']}/books").expect(200, json=[])
    because = "we know our authors: nobody has this id, and an empty array would say that somebody does"
    authors.get(f"/authors/{some.missing_id()}/books").expect(404, json={}, because=because)
    books.expect_requests(1, because="books can't know more about our authors than we do")


@task(2)
def test_what_books_says_today(authors, books, known, shelf):
    """The book service is asked each time: what is new there is in the next answer."""
    [author] = known(1)
    for number in (1, 2):
        held = books.holds(shelf(author, number))
        because = "books belong to the book service: a copy that is kept here grows old, and nobody says when"
        authors.get(f"/authors/{author['id']}/books").expect(200, json=held, because=because)


@task(2)
def test_no_address_no_service(authors):
    """Without BOOKS_URL, or with one that isn't http, the service refuses to start and names it."""
    authors.get("/health").expect(200)
    for nothing in ("", "books:8003"):
        because = "an address in the code is right on one machine only; a service that lacks one should say so at once"
        try:
            authors.start(env={"BOOKS_URL": nothing})
        except NotStarted as refusal:
            if "BOOKS_URL" not in f"{refusal.got} {authors.log()}":
                raise Unmet("a message that names BOOKS_URL", refusal.got, because) from None
        else:
            raise Unmet("a service that doesn't start", f"it started with BOOKS_URL={nothing!r}", because)

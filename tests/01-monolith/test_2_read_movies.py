"""Task 2: movies can be listed and fetched."""

from tests.contract import movies as contract
from workshop.harness import task


@task(2)
class TestReading(contract.Reading):
    """Movies can be listed and fetched."""


@task(2)
class TestFiltering(contract.Filtering):
    """The list can be narrowed to one year."""


@task(2)
class TestGone(contract.Gone):
    """A movie that was deleted is gone."""


@task(2)
def test_the_pages_of_the_books(books, some):
    """GET /books?page=&size=, which reads its numbers with your query_integer, answers one page of the books."""
    author = some.name()
    shelf = [some.book(author) for _ in range(5)]
    titles = [{"title": book["title"]} for book in shelf]
    books.start(data=shelf)
    theirs = {"author_id": author}
    books.get("/books", params=theirs).expect(200, json=titles)
    because = "books.py is finished: if its pages are wrong, query_integer in web.py gives it the wrong thing"
    page = books.get("/books", params=theirs | {"page": 2, "size": 2}).expect(200, json=titles[2:4], because=because)
    if "next" not in page.links:
        page.unmet('a Link header with rel="next"', because=because, got=f"Link: {page.headers.get('Link')}")
    books.get(page.links["next"]).expect(200, json=titles[4:])
    books.get("/books", params={"page": "abc"}).expect(400, 422, because="abc is no page")

"""What worked before works still; this earns nothing."""

from tests.contract import authors as of_authors
from tests.contract import books as of_books
from tests.contract import movies as of_movies
from tests.contract import users as of_users
from tests.contract.given import stays
from workshop.harness import guard


@guard
def test_what_was_given(library):
    """Every service says at /health that it is up, and has its document at /openapi.json, movies at /swagger.json."""
    movies, *others = library
    movies.service.get("/health").expect(200, json={"status": "ok"})
    document = movies.service.get("/swagger.json").expect(200, json={"swagger": "2.0"})
    if "/movies" not in document.json.get("paths", {}):
        document.unmet("a document with /movies among its paths", "it is how clients learn what the service can do")
    for member in others:
        stays(member.service, member.path)


@guard(after=1)
class TestMovies(of_movies.Duplicates):
    """A title and a year together belong to one movie, as before."""


@guard(after=1)
class TestMoviesGone(of_movies.Gone):
    """A movie that was deleted is gone, as before."""


@guard(after=1)
class TestUsers(of_users.OneEmail):
    """An e-mail address belongs to one user, as before."""


@guard(after=1)
class TestBooks(of_books.Deleting):
    """A book can be deleted, as before."""


@guard(after=1)
def test_authors(library, some):
    """Authors can be added, listed and fetched as before."""
    authors = library[3].service
    of_authors.Reading().test_one_author(authors, some)
    authors.post("/authors", json=some.author(name=" ")).expect(400, 422)

"""What worked before works still; this earns nothing."""

from tests.contract import authors as of_authors
from tests.contract import books as of_books
from tests.contract.given import stays
from tests.contract.problems import problem
from workshop.harness import guard


@guard
def test_what_was_given(library):
    """Every service says at /health that it is up, and its document names /ready."""
    movies = library["movies"]
    movies.get("/health").expect(200, json={"status": "ok"})
    documents = {"movies": movies.get("/swagger.json").expect(200, json={"swagger": "2.0"})}
    for name in ("users", "books", "authors"):
        stays(library[name], f"/{name}")
        documents[name] = library[name].get("/openapi.json")
    for document in documents.values():
        if not {"200", "503"} <= document.json["paths"].get("/ready", {}).get("get", {}).get("responses", {}).keys():
            document.unmet("a document that says what GET /ready answers", "whoever runs the service reads it there")


@guard
def test_who_may_do_what(library, some):
    """Movies are for all to read, and for who is signed in to add; users see themselves; the others want a key."""
    library["movies"].get("/movies").expect(200)
    problem(library["movies"].post("/movies", json=some.movie()), 401)
    problem(library["users"].get("/users/me"), 401)
    for name in ("books", "authors"):
        problem(library[name].get(f"/{name}", headers={"X-API-Key": None}), 401)


@guard
def test_new_users(users, some):
    """Whoever registers can sign in, and sees themselves."""
    password = "a long enough password"
    person = some.user()
    users.post("/users", json=person | {"password": password}).expect(201)
    tokens = users.post("/login", json={"email": person["email"], "password": password}).expect(200).json
    users.get("/users/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).expect(200, json=person)


@guard
class TestBooks(of_books.Deleting):
    """A book can be deleted, as before."""


@guard
def test_authors(authors, some):
    """Authors can be added and fetched, as before."""
    of_authors.Reading().test_one_author(authors, some)

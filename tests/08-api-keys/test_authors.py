"""Tasks 1, 3 and 4 once more, with the author service: each service has its own keys file, and scopes of its own."""

from tests.contract.problems import problem
from workshop.harness import task, upstream_fixture
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted

books = upstream_fixture("books")
NEEDED = "this is the scope that the author service asks for"


@task(1)
def test_authors_fails_closed(authors, keys, nobody):
    """The author service, too, lets in nobody without a key, and refuses to start without API_KEYS_FILE."""
    authors.get("/authors").expect(200)
    for headers in (nobody, {"X-API-Key": keys.new()}):
        problem(authors.get("/authors", headers=headers), 401, because="None == None must not open the door")
    because = "a service that knows no keys can let in nobody or everybody: it should say so before it begins"
    try:
        authors.start(env={"API_KEYS_FILE": None})
    except NotStarted as refusal:
        if "API_KEYS_FILE" not in f"{refusal.got} {authors.log()}":
            raise Unmet("a message that names API_KEYS_FILE", refusal.got, because) from None
    else:
        raise Unmet("a service that doesn't start", "it started without API_KEYS_FILE", because)


@task(3)
def test_every_route_of_authors(authors, nobody, some):
    """Without a key every route of the author service answers 401, whether or not there is such an author."""
    author = authors.post("/authors", json=some.author()).expect(201).json
    because = "a decorator that is put on too late, or above the route, does nothing at all"
    for path in ("/authors", f"/authors/{author['id']}", f"/authors/{author['id']}/books", "/authors/health/books"):
        authors.get(path, headers=nobody).expect(401, because=because)
    for method, path in authors.routes():
        authors.request(method, path, headers=nobody).expect(401, because=because)
    for path in ("/health", "/openapi.json"):
        authors.get(path, headers=nobody).expect(200, because="these two are open")


@task(4)
def test_scopes_of_authors(authors, keys, some):
    """authors:read is good for GET, authors:write for POST, and the scopes of books for neither."""
    reader, writer, other = (
        {"X-API-Key": key} for key in (keys.add("authors:read"), keys.add("authors:write"), keys.of_authors)
    )
    authors.get("/authors", headers=reader).expect(200, because=NEEDED)
    authors.post("/authors", json=some.author(), headers=writer).expect(201, because=NEEDED)
    because = "this program is known, and lacks the scope"
    for reply, scope in (
        (authors.post("/authors", json=some.author(), headers=reader), "authors:write"),
        (authors.get("/authors", headers=writer), "authors:read"),
        (authors.get("/authors", headers=other), "authors:read"),
        (authors.post("/authors", json={}, headers=other), "authors:write"),
    ):
        if scope not in str(problem(reply, 403, because=because)):
            reply.unmet(
                f"a problem detail that names {scope}",
                because="that is what authors asks for, as books asks for its own",
            )

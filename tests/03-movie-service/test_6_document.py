from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from workshop.harness import harder, task


@task(6)
def test_the_document_has_a_name(document):
    """The document names the service."""
    title = document.content.get("info", {}).get("title", "")
    if not title.strip() or title == "API":
        because = "among twenty services, a page called API could be anybody's"
        document.reply.unmet("a title of your own in the document", because, got=f'"title": "{title}"')


@task(6)
def test_every_route_is_in_the_document(document, some):
    """The document knows every route of the service."""
    for method in ("GET", "POST"):
        document.has(method, "/movies")
    for method in ("GET", "PUT", "DELETE"):
        document.has(method, f"/movies/{some.missing_id()}")
    document.has("GET", "/health")


@task(6)
def test_the_year_is_in_the_document(document):
    """The document says that the list takes ?year=, a whole number."""
    query = document.query("GET", "/movies")
    if query.get("year") != "integer":
        because = "nobody uses a filter that nobody has heard of"
        document.reply.unmet("the parameter year of GET /movies, an integer", because, got=f"parameters: {query}")


@task(6)
def test_reading_is_as_announced(movies, document, some):
    """The document lists each reply to reading, and each reply is as it says."""
    movies.start(data=[some.movie(), some.movie(image=None)])
    listed = movies.get("/movies").expect(200)
    document.announces(listed)
    document.announces(movies.get("/movies", params={"year": some.word()}).expect(400))
    document.announces(movies.get(f"/movies/{listed.json[0]['id']}").expect(200))
    document.announces(movies.get(f"/movies/{some.missing_id()}").expect(404))


@task(6)
def test_creating_is_as_announced(movies, document, some):
    """The document lists each reply to creating, and each reply is as it says."""
    film = {"title": some.title(), "year": some.year()}
    document.announces(movies.post("/movies", json=film).expect(201))
    document.announces(movies.post("/movies", json=film).expect(409))
    document.announces(movies.post("/movies", json=some.movie(year=None)).expect(400, 422))
    document.announces(movies.post("/movies", body=b"{}", content_type="text/plain").expect(415))


@task(6)
def test_replacing_is_as_announced(movies, document, some, seeded):
    """The document lists each reply to replacing, and each reply is as it says."""
    first, second = seeded
    document.announces(movies.put(first.address, json={"title": some.title(), "year": some.year()}).expect(200))
    document.announces(movies.put(first.address, json=second.fields).expect(409))
    document.announces(movies.put(first.address, json=some.movie(year=None)).expect(400, 422))
    document.announces(movies.put(first.address, body=b"{}", content_type="text/plain").expect(415))
    document.announces(movies.put(f"/movies/{some.missing_id()}", json=some.movie()).expect(404))


@task(6)
def test_deleting_is_as_announced(movies, document, seeded):
    """The document lists each reply to deleting."""
    first, _ = seeded
    document.announces(movies.delete(first.address).expect(204))
    document.announces(movies.delete(first.address).expect(404))


@task(6)
def test_the_page_works_offline(movies, document):
    """The page for people (at / or /docs) shows the document, and everything it loads comes from this service."""
    pages = [movies.get(address) for address in ("/", "/docs")]
    page = next((page for page in pages if page.status == 200 and "<html" in page.text.lower()), pages[0])
    page.expect(200, because="people read the document as a page")
    if document.name.strip("/") not in page.text:
        page.unmet(f"a page that shows {document.name}")
    for address in Loaded.by(page.text):
        wanted = urlsplit(urljoin(page.base + page.request.path, address))
        if wanted.netloc != urlsplit(page.base).netloc:
            because = "without the internet, or behind a firewall, the page would stay white"
            page.unmet("a page that loads only from this service", because, got=address)
        movies.get(wanted.path).expect(200, because="the page needs this file")


class Loaded(HTMLParser):
    """Collects the addresses of the scripts and style sheets that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    @classmethod
    def by(cls, page: str) -> list[str]:
        reader = cls()
        reader.feed(page)
        return reader.addresses

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        address = values.get("src") if tag == "script" else values.get("href") if tag == "link" else None
        if address and not address.startswith("data:"):
            self.addresses.append(address)


@harder(6)
def test_the_document_refuses_what_the_service_refuses(movies, document, some):
    """A body that the service refuses is not a valid one by the document either."""
    schema = document.body_schema("POST", "/movies")
    accepted = movies.post("/movies", json=some.movie()).expect(201)
    if problem := document.problem(schema, some.movie()):
        accepted.unmet("a document that allows what the service accepts", got=problem)
    for wrong in (some.movie(title=""), some.movie(title=" "), some.movie(year=1887), some.movie(is_admin=True)):
        refused = movies.post("/movies", json=wrong).expect(400, 422)
        if document.problem(schema, wrong) is None:
            because = "a client should know from the document what it may send, and not find out by trying"
            refused.unmet(f"this body to be invalid by {document.name} too", because, got="the document allows it")

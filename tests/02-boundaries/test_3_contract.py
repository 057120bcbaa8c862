"""Task 3: openapi.yaml says what the movies will answer, before there is any code for it."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from workshop.harness import harder, task
from workshop.harness.expected import shorten

INVALID = (400, 422)
MEMBERS = ("id", "title", "year", "cast", "image", "description")


ONE = "/movies/{id}"
# method, path, success, and how else it can end: with one status of each group
OPERATIONS = (
    ("GET", "/movies", 200, (INVALID,)),
    ("POST", "/movies", 201, (INVALID, (409,), (415,))),
    ("GET", ONE, 200, ((404,),)),
    ("PUT", ONE, 200, (INVALID, (404,), (409,), (415,))),
    ("DELETE", ONE, 204, ((404,),)),
)


def responses(document, method, path):
    """What the document announces for this operation: status, as text → response."""
    announced = document.operation(method, path, document.reply).get("responses", {})
    return {str(status): document.resolved(response) for status, response in announced.items()}


@task(3)
def test_the_document_is_openapi(library, document):
    """/openapi.json is a valid OpenAPI 3.1 document."""
    reply = library.get("/openapi.json").expect(200, json={}, because="app.py makes it of openapi.yaml")
    version = str(reply.json.get("openapi"))
    if not version.startswith("3.1"):
        reply.unmet("an OpenAPI 3.1 document", got=f"openapi: {version}")
    because = "programs read it, and a program doesn't guess"
    for error in OpenAPIV31SpecValidator(reply.json).iter_errors():
        reply.unmet("a valid OpenAPI 3.1 document", because, got=in_a_line(error))
    for reference in references(reply.json):
        if not document.resolved({"$ref": reference}):
            reply.unmet("references that lead somewhere", because, got=f'$ref: "{reference}"')


def in_a_line(error):
    """What a validator complains of, and where in the document."""
    place = " → ".join(map(str, getattr(error, "absolute_path", ())))
    return shorten(f"{place or 'the document'}: {getattr(error, 'message', error)}".splitlines()[0], 300)


def references(node):
    """Every $ref in a document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from references(part)


@task(3)
def test_every_operation_is_announced(document):
    """The document announces all five operations."""
    for method, path, _, _ in OPERATIONS:
        document.has(method, path)


@task(3)
def test_every_ending_is_announced(document):
    """The document announces every status with which an operation can end, and one success for each."""
    for method, path, success, others in OPERATIONS:
        announced = responses(document, method, path)
        for statuses in ((success,), *others):
            if not any(str(status) in announced for status in statuses):
                wanted = " or ".join(map(str, statuses))
                because = "a client is written from the document, and what it leaves out takes the client by surprise"
                got = f"only {', '.join(sorted(announced))}"
                document.reply.unmet(f"{wanted} among the replies to {method} {path}", because, got)
        good = sorted(status for status in announced if status.startswith("2"))
        if good != [str(success)]:
            because = "the document promises a reply that never comes"
            document.reply.unmet(f"no success but {success} for {method} {path}", because, got=", ".join(good))


@task(3)
def test_the_year_is_announced(document):
    """The document says that the list takes ?year=, an integer."""
    query = document.query("GET", "/movies")
    if query.get("year") != "integer":
        because = "nobody uses a filter that nobody has heard of"
        document.reply.unmet("the parameter year of GET /movies, an integer", because, got=f"parameters: {query}")


@task(3)
def test_what_comes_back(document, some):
    """The document says what a movie in a reply looks like: id, title, year, cast, image and description."""
    movies = [some.movie(id=some.missing_id()), some.movie(id=some.missing_id(), image=None, cast=[], description="")]
    for method, path, success, _ in OPERATIONS:
        if success == 204:
            continue
        where = f"{method} {path} {success}"
        schema = document.schema_of(responses(document, method, path).get(str(success), {}))
        if schema is None:
            because = "a client must know what it will get before it gets it"
            document.reply.unmet(f"a schema for {where}", because, got="only the status")
        if missing := sorted(set(MEMBERS) - document.members(schema)):
            document.reply.unmet(f"all six members of a movie in {where}", got=f"nothing about {', '.join(missing)}")
        for movie in movies:
            body = movies if (method, path) == ("GET", "/movies") else movie
            if problem := document.problem(schema, body):
                document.reply.unmet(f"a schema for {where} that fits every movie", got=problem[:300])


@task(3)
def test_what_may_be_sent(document, some):
    """The document says which bodies POST and PUT take: every good movie, and none without a title or a year."""
    title, year = some.title(), some.year()
    good = (some.movie(), {"title": title, "year": year}, some.movie(image=None), some.movie(year=1888, cast=[]))
    bad = (
        ({"title": title}, "a movie needs a year"),
        ({"year": year}, "a movie needs a title"),
        ({"title": "", "year": year}, "a title isn't empty"),
        ({"title": "long " * 41, "year": year}, "a title has at most 200 characters"),
        ({"title": title, "year": str(year)}, "a year in quotes is text"),
        ({"title": title, "year": 1887}, "the first film was made in 1888"),
        ({"title": title, "year": some.integer(2101, 9999)}, "years end at 2100 here"),
        ({"title": title, "year": year, "cast": some.name()}, "a cast is a list"),
        ([], "this is no object"),
    )
    for method, path in (("POST", "/movies"), ("PUT", ONE)):
        schema = document.body_schema(method, path)
        for body in good:
            if problem := document.problem(schema, body):
                wanted = f"a schema for {method} that allows {shorten(str(body))}"
                document.reply.unmet(wanted, "the library takes it", got=problem[:300])
        for body, because in bad:
            if document.problem(schema, body) is None:
                wanted = f"a schema for {method} that refuses {shorten(str(body))}"
                document.reply.unmet(wanted, because, got="it is allowed")


@harder(3)
def test_blanks_and_pictures(document, some):
    """A client can learn from the document that blanks are no title and no name, and that an image is a web address."""
    schema = document.body_schema("POST", "/movies")
    for body in (some.movie(title="  "), some.movie(cast=[" "]), some.movie(image=some.word())):
        if document.problem(schema, body) is None:
            because = "a client should know from the document what is refused, and not find out by trying"
            document.reply.unmet(f"a schema for POST that refuses {shorten(str(body))}", because, got="it is allowed")


@harder(3)
def test_location_is_announced(document):
    """The document says that a creation answers with Location."""
    created = responses(document, "POST", "/movies").get("201", {})
    if "location" not in map(str.lower, created.get("headers", {})):
        because = "it says where the new movie is, and the clients of this contract rely on it"
        document.reply.unmet("the header Location with the 201 of POST /movies", because, got="nothing about it")

"""Task 2: who sent something wrong is told where, each place at once."""

from tests.contract.problems import parameters, pointers, problem
from workshop.harness import harder, task


def names(reply, expected, right=()):
    """Require that this is refused, that `errors` points at each of these places in the body, and not at the right."""
    because = "whoever sent this must hear of it, and the database must not"
    found = pointers(problem(reply, 400, 422, because=because))
    for place in expected:
        if place not in found:
            because = "a form shows each mistake beside its field; who hears of one at a time needs a try for each"
            reply.unmet(f'in errors, {{"pointer": "#{place}", "detail": …}}', because, shown(reply, found))
    for place in right:
        if place in found:
            reply.unmet(f"no error at {place}", "nothing is wrong with it", shown(reply, found))


def asks(reply, *expected):
    """Require that this query is refused, and that `errors` names each of these parameters."""
    because = "who mistypes a query, and gets a list, believes it"
    document = problem(reply, 400, because=because)
    for name in expected:
        if name not in parameters(document):
            because = "a pointer is a place in the body, and this was in the query"
            got = shown(reply, pointers(document) | parameters(document))
            reply.unmet(f'in errors, {{"parameter": "{name}", "detail": …}}', because, got)


def shown(reply, found):
    """What a reply points at."""
    places = ", ".join(sorted(found)) or "no place"
    return f"{places}  in  {reply.shown}"


@task(2)
def test_fields_of_a_movie(movies, some):
    """movies names each field of a movie that is wrong, missing or unknown, and the parameter of a wrong query."""
    good = some.movie()
    location = movies.post("/movies", json=good).expect(201).location
    word = some.word()
    wrong = good | {"title": " ", "year": str(good["year"]), word: True}
    names(movies.post("/movies", json=wrong), ("/title", "/year", f"/{word}"), right=["/image", "/cast"])
    names(movies.post("/movies", json={"image": good["image"]}), ("/title", "/year"), right=["/image"])
    names(movies.put(location, json=good | {"image": some.word()}), ["/image"], right=["/title"])
    asks(movies.get("/movies", params={"year": some.word()}), "year")


@task(2)
def test_fields_of_a_user(users, some):
    """users names each field of a user that is wrong, missing or unknown."""
    good, word = some.user(), some.word()
    users.post("/users", json=good).expect(201)
    names(users.post("/users", json={"name": " ", "email": some.word(), word: 1}), ("/name", "/email", f"/{word}"))
    names(users.post("/users", json={}), ("/name", "/email"))
    names(users.post("/users", json=some.user(email=some.integer(1, 9))), ["/email"], right=["/name"])


@task(2)
def test_fields_of_a_book(books, some):
    """books names each field of a book that is wrong, missing or unknown, and each parameter of a wrong query."""
    good, word = some.book(some.missing_id()), some.word()
    books.post("/books", json=good).expect(201)
    wrong = {"title": " ", "genre": some.integer(1, 9), "year": some.year(), word: True}
    names(books.post("/books", json=wrong), ("/title", "/genre", "/author_id", f"/{word}"), right=["/year"])
    asks(books.get("/books", params={"page": "0", "size": some.word(), word: ""}), "page", "size", word)


@task(2)
def test_fields_of_an_author(library, some):
    """authors names each field of an author that is wrong, missing or unknown, and the parameter of a wrong query."""
    authors, word = library[3].service, some.word()
    authors.post("/authors", json=some.author()).expect(201)
    names(authors.post("/authors", json={"born": some.word(), word: True}), ("/name", "/born", f"/{word}"))
    names(authors.post("/authors", json=some.author(name="")), ["/name"], right=["/born"])
    asks(authors.get("/authors", params={"gerne": word}), "gerne")


@task(2)
def test_a_place_in_a_list(movies, some):
    """What is wrong in a list is pointed at with its number, or the list is."""
    movies.post("/movies", json=some.movie()).expect(201)
    reply = movies.post("/movies", json=some.movie(cast=[some.name(), some.integer(1, 9), some.name()]))
    if not {"/cast", "/cast/1"} & pointers(problem(reply, 400, 422)):
        because = "a JSON pointer (RFC 6901) goes down by / and counts from 0"
        reply.unmet('in errors, {"pointer": "#/cast/1", "detail": …}', because)


@harder(2)
def test_names_of_all_kinds(library, some):
    """A field may have any name: / and ~ are escaped in its pointer, and half a character is no reason to crash."""
    for member in library[::2]:
        member.service.post(member.path, json=member.new()).expect(201)
        word = some.word()
        names(member.service.post(member.path, json=member.new() | {f"{word}/~詩": 1}), [f"/{word}~1~0詩"])
        because = "JSON can say \\ud83d, half of a pair, which UTF-8 has no bytes for"
        problem(member.service.post(member.path, json=member.new() | {"\ud83d": 1}), 400, 422, because=because)

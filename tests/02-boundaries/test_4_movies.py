"""Task 4: the movies keep their contract, in a package of their own."""

import pytest
from dirty_equals import IsStr

from workshop.harness import task

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")


@pytest.fixture
def stored(library, holding, some):
    """Two movies with which the library has started, as the list shows them."""
    films = [some.movie(), some.movie()]
    holding(movies=films)
    because = "the answer is an array of every movie, each with its id and all its fields"
    return library.get("/movies").expect(200, json=[film | {"id": ID} for film in films], because=because).json


def address_of(movie):
    return f"/movies/{movie['id']}"


@task(4)
def test_reading_is_as_announced(library, document, some, stored):
    """Movies can be listed, by year too, and fetched, and each reply is one that the document announces."""
    first, second = stored
    year = first["year"]
    document.announces(library.get("/movies"))
    of_the_year = [movie for movie in stored if movie["year"] == year]
    document.announces(library.get("/movies", params={"year": year}).expect(200, json=of_the_year))
    missing = next(year for year in range(1890, 1900) if year not in (first["year"], second["year"]))
    document.announces(library.get("/movies", params={"year": missing}).expect(200, json=[]))
    document.announces(library.get("/movies", params={"year": some.word()}).expect(400, 422))
    document.announces(library.get(address_of(second)).expect(200, json=second))
    document.announces(library.get(f"/movies/{some.missing_id()}").expect(404))


@task(4)
def test_creating_is_as_announced(library, document, some, stored):
    """A movie can be added once, and each reply is one that the document announces."""
    film = {"title": some.title(), "year": some.year()}
    made = library.post("/movies", json=film).expect(201, json=film | {"cast": [], "image": None, "description": ""})
    document.announces(made)
    library.get(made.location).expect(200, json=made.json, because="Location says where the new movie can be fetched")
    because = "title and year together say which movie is meant, and this one is there"
    document.announces(library.post("/movies", json=film).expect(409, because=because))
    document.announces(library.post("/movies", json=some.movie(year=str(some.year()))).expect(400, 422))
    document.announces(library.post("/movies", body=b"{}", content_type="text/plain").expect(415))
    because = "one was created and three were refused"
    library.get("/movies").expect(200, json=[*stored, made.json], because=because)


@task(4)
def test_replacing_is_as_announced(library, document, some, stored):
    """A movie can be replaced, and each reply is one that the document announces."""
    first, second = stored
    film = {"title": some.title(), "year": some.year()}
    whole = film | {"id": first["id"], "cast": [], "image": None, "description": ""}
    document.announces(library.put(address_of(first), json=film).expect(200, json=whole))
    library.get("/movies").expect(200, json=[whole, second], because="PUT replaces the whole movie, in its place")
    taken = {"title": second["title"], "year": second["year"]}
    because = "another movie has this title and year"
    document.announces(library.put(address_of(first), json=taken).expect(409, because=because))
    document.announces(library.put(address_of(first), json=film).expect(200, because="a movie may keep its own title"))
    document.announces(library.put(address_of(first), json=some.movie(title=" ")).expect(400, 422))
    document.announces(library.put(address_of(first), body=b"{}", content_type="text/plain").expect(415))
    because = "the library gives out the ids, so nothing can be put where nothing was"
    document.announces(library.put(f"/movies/{some.missing_id()}", json=some.movie()).expect(404, because=because))


@task(4)
def test_deleting_is_as_announced(library, document, stored):
    """A movie can be deleted once, and each reply is one that the document announces."""
    first, second = stored
    document.announces(library.delete(address_of(first)).expect(204))
    library.get("/movies").expect(200, json=[second], because="one of two was deleted")
    document.announces(library.delete(address_of(first)).expect(404, because="there is no such movie any more"))


@task(4)
def test_movies_are_found_under_movies_only(library, holding, some):
    """A movie is found under /movies only, and nothing else is found there."""
    film, user, author = some.movie(), some.user(), some.author()
    book = some.book(author["name"])
    holding(movies=[film], users=[user], books=[book], authors=[author])
    [movie] = library.get("/movies").expect(200, json=[film]).json
    library.get(address_of(movie)).expect(200, json=film)
    for address, thing in (("/users", user), ("/books", {"title": book["title"]}), ("/authors", author)):
        [other] = library.get(address).expect(200, json=[thing], because="each list holds what is its own").json
        for place, stranger, home in ((address, movie, "/movies"), ("/movies", other, address)):
            reply = library.get(f"{place}/{stranger['id']}").expect(200, 404)
            if reply.status == 200 and reply.json == stranger:
                reply.unmet("404 Not Found", because=f"this belongs to {home}, and no other address leads there")


@task(4)
def test_movies_keep_to_themselves(packages):
    """library.movies keeps its data apart from every other package; it reaches into none of them, and none into it."""
    for other in ("library.users", "library.books", "library.authors"):
        because = "what two packages can write, neither of them owns"
        packages.shares_no_data("library.movies", other, because)
        because = "what a package doesn't publish may get another name on any day"
        packages.keeps_out_of("library.movies", other, because)
        packages.keeps_out_of(other, "library.movies", because)

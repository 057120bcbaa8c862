"""Task 3: movies can be created, and nothing that a client sends is believed unseen."""

from tests.contract import movies as contract
from workshop.harness import task


@task(3)
class TestCreating(contract.Creating):
    """A movie can be created."""


@task(3)
class TestDuplicates(contract.Duplicates):
    """A title and a year together belong to one movie."""


@task(3)
class TestRefusing(contract.Refusing):
    """What is no movie is refused."""


@task(3)
class TestBodies(contract.Bodies):
    """Whatever the body is, it is no reason to crash."""


@task(3)
class TestIds(contract.Ids):
    """An id belongs to one movie, for ever."""


@task(3)
def test_replacing_a_movie(movies, some):
    """PUT /movies/{id}, which reads its body with your functions, replaces the whole movie or changes nothing."""
    film, other, new = some.movie(), some.movie(), {"title": some.title(), "year": some.year()}
    movies.post("/movies", json=other).expect(201)
    location = movies.post("/movies", json=film).expect(201).location
    movies.put(location, json=film | {"title": "  "}).expect(400, 422, because="a title is text, and not only blanks")
    movies.put(location, json=film | {"year": str(film["year"])}).expect(400, 422, because="digits in quotes are text")
    movies.put(location, json=film | {"title": other["title"], "year": other["year"]}).expect(
        409, because="another movie has this title and year"
    )
    movies.get(location).expect(200, json=film, because="a replacement that was refused changes nothing")
    whole = new | {"cast": [], "image": None, "description": ""}
    movies.put(location, json=new).expect(200, json=whole, because="PUT replaces the whole movie")
    movies.get(location).expect(200, json=whole, because="what PUT stored is what GET finds")
    movies.put(f"/movies/{some.missing_id()}", json=some.movie()).expect(404)


@task(3)
def test_books_and_authors(library, some):
    """Books and authors, which read their bodies with your functions, can be created and lead to each other."""
    author = some.author(born=some.integer(1400, 1800))
    because = "an author may be born before there were films: integer has low and high"
    at = library.post("/authors", json=author).expect(201, json=author | {"id": contract.ID}, because=because)
    book = some.book(at.json["id"], genre=some.word())
    because = "books.py is finished: what it reads, it reads with your functions in web.py"
    library.post("/books", json=book).expect(201, json=book, because=because)
    library.get(f"{at.location}/books").expect(200, json=[book])
    library.get("/authors", params={"genre": book["genre"]}).expect(200, json=[author])
    because = "true is a truth value, though Python takes it for the int 1"
    library.post("/authors", json=some.author(born=True)).expect(400, 422, because=because)
    library.post("/books", json=None).expect(400, 422, because="null is JSON but no book")

"""Task 3: a movie is in the collection once."""

from tests.contract import movies as contract
from workshop.harness import harder, task


@task(3)
class TestDuplicates(contract.Duplicates):
    """A title and a year together belong to one movie."""


@harder(3)
def test_the_same_title_in_other_letters(movies, some):
    """Capitals, and spaces around it, don't make a title another one."""
    film = some.movie()
    movies.post("/movies", json=film).expect(201)
    because = "two people who type one title must not end up with two movies"
    movies.post("/movies", json=film | {"title": film["title"].upper()}).expect(409, because=because)
    movies.post("/movies", json=film | {"title": f" {film['title']} "}).expect(409, because=because)

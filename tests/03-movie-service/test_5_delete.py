"""Task 5: a movie can be deleted, and its id stays its own."""

from tests.contract import movies as contract
from workshop.harness import harder, task


@task(5)
class TestGone(contract.Gone):
    """A movie that was deleted is gone."""


@task(5)
class TestDeleting(contract.Deleting):
    """What isn't there can't be deleted, and is in nobody's way."""


@task(5)
class TestIds(contract.Ids):
    """An id belongs to one movie, for ever."""


@harder(5)
def test_an_id_from_before_a_restart(movies, some):
    """An id that was given out before a restart doesn't lead to another movie after it."""
    film = some.movie()
    made = movies.post("/movies", json=film).expect(201)
    movies.get(made.location).expect(200, json=film)
    movies.restart()
    movies.post("/movies", json=some.movie()).expect(201)
    because = "the restart lost that movie, and its id must not now mean another"
    movies.get(made.location).expect(404, because=because)

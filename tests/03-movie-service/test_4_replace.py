"""Task 4: a movie can be replaced, whole or not at all."""

from tests.contract import movies as contract
from workshop.harness import task


@task(4)
class TestReplacing(contract.Replacing):
    """A movie can be replaced by another."""


@task(4)
def test_a_put_with_an_unknown_field(movies, some, seeded):
    """A PUT with a field that isn't part of a movie is refused with 400, and changes nothing."""
    first, _ = seeded
    movies.put(first.address, json=first.fields).expect(200)
    because = "what POST refuses must not come in by PUT: it would be stored all the same"
    movies.put(first.address, json=some.movie(is_admin=True)).expect(400, 422, because=because)
    movies.get(first.address).expect(200, json=first.fields, because="a refused PUT must change nothing")

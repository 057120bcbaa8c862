"""Task 1: authors can be listed, fetched and created."""

from tests.contract import authors as contract
from workshop.harness import harder, task


@task(1)
class TestReading(contract.Reading):
    """Authors can be listed and fetched."""


@task(1)
class TestCreating(contract.Creating):
    """Authors can be added, and nothing that a client sends is believed unseen."""


@task(1)
def test_a_year_that_nobody_knows(authors, some):
    """The year of birth may be null or left out, and is null in replies then."""
    for sent in ({"name": some.name(), "born": None}, {"name": some.name()}):
        because = "of many authors nobody knows when they were born, and a client finds every field in every author"
        authors.post("/authors", json=sent).expect(201, json=sent | {"born": None}, because=because)


@task(1)
def test_a_long_name(authors, some):
    """A name may have 200 characters and no more."""
    name = some.name().ljust(200, "é")
    authors.post("/authors", json=some.author(name=name)).expect(201, because="200 characters are allowed")
    because = "201 characters are too many, and a client must hear that before the database does"
    authors.post("/authors", json=some.author(name=f"{name}é")).expect(400, 422, because=because)


@harder(1)
def test_text_that_the_database_refuses(authors, known, some):
    """A name with a NUL in it is refused with 400, and nobody has an id with one: 404."""
    [author] = known(1)
    authors.get(f"/authors/{author['id']}").expect(200)
    because = "PostgreSQL can't store a NUL in text; what a client sends is never a 500"
    authors.post("/authors", json=some.author(name=f"{some.name()}\0")).expect(400, 422, because=because)
    authors.get(f"/authors/{author['id']}%00").expect(404, because=because)

"""Task 1: users can be listed and fetched."""

from tests.contract import users as contract
from workshop.harness import harder, task


@task(1)
class TestReading(contract.Reading):
    """Users can be listed and fetched."""


@task(1)
def test_an_id_of_another_form(users, some):
    """Whatever stands in the place of an id, if it isn't a user's id the answer is 404."""
    [user] = contract.seeded(users, [some.user()])
    users.get(contract.address_of(user)).expect(200)
    for other in (
        some.word(),
        some.integer(2**31, 2**32),
        some.integer(2**63, 2**64),
        "9" * 40,
        f"-{some.integer(1, 9)}",
        f"{user['id']}.5",
        f"{user['id']}%20OR%20true",
        f"{user['id']}%27--",
        "%00",
    ):
        because = "nobody has this id, and what a client makes up must never be a 500"
        users.get(f"/users/{other}").expect(404, because=because)


@harder(1)
def test_an_id_in_another_spelling(users, some):
    """An id is the text that was given out, and no other that Python would read as the same number."""
    [user] = contract.seeded(users, [some.user()])
    users.get(contract.address_of(user)).expect(200)
    for other in (f"0{user['id']}", f"+{user['id']}", f"{user['id']}_0", f"%20{user['id']}", "%D9%A1", "%EF%BC%91"):
        because = "two addresses for one user would be two entries in every cache and every log"
        users.get(f"/users/{other}").expect(404, because=because)

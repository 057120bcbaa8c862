"""Task 4: users can register, each with an e-mail address of their own."""

from tests.contract import users as contract
from workshop.harness import harder, task


@task(4)
class TestRegistering(contract.Registering):
    """Somebody can register, and nothing that a client sends is believed unseen."""


@task(4)
class TestOneEmail(contract.OneEmail):
    """An e-mail address belongs to one user."""


@task(4)
class TestFreeAgain(contract.FreeAgain):
    """An e-mail address that nobody has any more can be registered."""


@harder(4)
def test_eight_at_once(users, some):
    """When eight clients register one address at the same moment, one of them succeeds."""
    crowd = [{"name": f"Reader {number}", "email": f"reader{number}@example.org"} for number in range(5000)]
    if not users.url:  # among so many, looking for an address takes long enough for another thread to run
        users.start(data=crowd)
    users.post("/users", json=some.user()).expect(201)
    for _ in range(10):
        email = some.email()
        contract.one_succeeds(users, [some.user(email=email) for _ in range(8)])

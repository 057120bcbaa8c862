"""Task 4: users can be changed and deleted, wholly or not at all."""

from tests.contract import users as contract
from workshop.harness import harder, task


@task(4)
class TestReplacing(contract.Replacing):
    """A user's name and address can be changed."""


@task(4)
class TestDeleting(contract.Deleting, contract.FreeAgain):
    """A user can be deleted."""


@task(4)
def test_the_own_address_in_capitals(users, some):
    """A PUT with the user's own address in other letters is no conflict; with another's it is."""
    first, second = contract.seeded(users, [some.user(), some.user()])
    own = {"name": first["name"], "email": first["email"].upper()}
    users.put(contract.address_of(first), json=own).expect(200, because="nobody is in their own way, in no letters")
    because = "it is another user's address, in whatever letters"
    users.put(contract.address_of(first), json=some.user(email=second["email"].upper())).expect(409, because=because)


@task(4)
def test_changing_a_user_with_an_odd_id(users, some):
    """PUT and DELETE answer 404 to an id that can't be one, as GET does."""
    [user] = contract.seeded(users, [some.user()])
    users.put(contract.address_of(user), json=some.user()).expect(200)
    for odd in (some.integer(2**31, 2**32), some.integer(2**63, 2**64), some.word(), f"{user['id']}%20OR%20true"):
        because = "nobody has this id, and what a client makes up must never be a 500"
        users.put(f"/users/{odd}", json=some.user()).expect(404, because=because)
        users.delete(f"/users/{odd}").expect(404, because=because)


@harder(4)
def test_changed_and_deleted_at_once(users, queueing, some):
    """Who changes a user whom somebody deletes at the same moment gets 200 or 404, and no 500."""
    [user] = contract.seeded(users, [some.user()])
    address = contract.address_of(user)
    deletion, change = queueing(("DELETE", address, {}), ("PUT", address, {"json": some.user()}))
    deletion.reply().expect(204)
    because = "between finding a user and writing there is time for somebody else: lock the row when you find it"
    change.reply(because).expect(200, 404, because=because)


@harder(4)
def test_the_document_keeps_its_word(users, document, some):
    """/openapi.json lists what the service answers, and each reply is as it says."""
    first, second = contract.seeded(users, [some.user(), some.user()])
    address, nobody = contract.address_of(first), f"/users/{some.missing_id()}"
    document.announces(users.get("/users").expect(200))
    document.announces(users.get(address).expect(200))
    document.announces(users.get(nobody).expect(404))
    document.announces(users.post("/users", json=some.user()).expect(201))
    document.announces(users.post("/users", json=some.user(name="")).expect(400, 422))
    document.announces(users.post("/users", json=some.user(email=second["email"])).expect(409))
    document.announces(users.post("/users", body=b"{}", content_type="text/plain").expect(415))
    document.announces(users.put(address, json=some.user()).expect(200))
    document.announces(users.put(address, json=some.user(email=second["email"])).expect(409))
    document.announces(users.put(nobody, json=some.user()).expect(404))
    document.announces(users.delete(address).expect(204))
    document.announces(users.delete(address).expect(404))

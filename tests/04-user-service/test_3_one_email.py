"""Task 3: an e-mail address belongs to one user, because the database says so."""

import re

from dirty_equals import IsStr

from tests.contract import users as contract
from workshop.harness import task


@task(3)
class TestOneEmail(contract.OneEmail, contract.AnyCase):
    """An e-mail address belongs to one user."""


@task(3)
def test_eight_at_once_on_two_workers(users, meeting, some):
    """When eight clients register one address at the same moment, with two workers, one of them succeeds."""
    users.start(workers=2)
    users.post("/users", json=some.user()).expect(201)
    for _ in range(2):
        email = some.email()
        people = [some.user(email=each) for each in (email, email.upper()) * 4]
        pending = meeting(*[("POST", "/users", {"json": person}) for person in people])
        contract.one_got_it([each.reply() for each in pending])


@task(3)
def test_after_refusals(users, some):
    """A refusal is no harm to those who come after: twenty are refused, and the next is registered."""
    first, last = some.user(), some.user()
    users.start(data=[first])
    for _ in range(20):
        users.post("/users", json=some.user(email=first["email"])).expect(
            409, because="what one refusal leaves behind must not trouble the next: after it the session is rolled back"
        )
    because = "the requests before this one were refused, and this one is good"
    users.post("/users", json=last).expect(201, because=because)
    users.get("/users").expect(200, json=users.holding([first, last]), because=because)


@task(3)
def test_the_tables_are_the_migrations(users, some):
    """The service starts on an empty database, touches nothing there, and the migrations then make the tables."""
    users.start(migrated=False)
    users.get("/health").expect(200, because="a service that is started before its tables are there waits for them")
    users.migrate()
    person = some.user()
    users.post("/users", json=person).expect(201)
    users.get("/users").expect(200, json=[person])


@task(3)
def test_the_migration_keeps_what_is_there(start_with_old_rows, some):
    """The second migration runs on a table with users in it: they stay, and its rule holds for them too."""
    people = [some.user(), some.user(email=some.email().upper()), some.user()]
    users = start_with_old_rows(people)
    users.migrate()
    because = "a migration changes the table, and the rows in it are somebody's: they stay"
    wanted = [person | {"email": in_any_case(person["email"])} for person in people]
    users.get("/users").expect(200, json=wanted, because=because)
    because = "the rule holds for the users who were there before it, too"
    for person in people:
        users.post("/users", json=some.user(email=person["email"].lower())).expect(409, because=because)


def in_any_case(email):
    """This address, whether it has been kept as it was or in small letters."""
    return IsStr(regex=re.escape(email), regex_flags=re.IGNORECASE)

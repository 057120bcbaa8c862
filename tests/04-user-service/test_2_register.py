"""Task 2: people can register, and a request leaves nothing open behind it."""

from tests.contract import users as contract
from workshop.harness import any_order, task


@task(2)
class TestRegistering(contract.Registering, contract.Addresses):
    """Somebody can register, and nothing that a client sends is believed unseen."""

    def test_fields_that_a_user_has_not(self, users, some):
        """A field that a user hasn't is refused (the contract would let it be ignored)."""
        users.post("/users", json=some.user()).expect(201)
        for field, value in (("is_admin", True), ("id", str(some.integer(10**6, 10**8))), (some.word(), some.word())):
            because = "who sends a field means something by it, and must hear that nothing came of it"
            users.post("/users", json=some.user() | {field: value}).expect(400, 422, because=because)


@task(2)
def test_how_long_a_field_may_be(users, some):
    """A name may have 200 characters and an e-mail address 254; one more is refused."""
    name = some.name().ljust(200, "é")
    email = f"{some.word()}@{'a' * 60}.{'b' * 60}.{'c' * 60}.example".rjust(254, "x")
    users.post("/users", json=some.user(name=name)).expect(201, because="200 characters are allowed")
    users.post("/users", json=some.user(email=email)).expect(201, because="254 characters are allowed")
    for changes in ({"name": name + "é"}, {"email": "x" + email}, {"name": name * 50}):
        because = "the column has an end, and the client must hear of it before the database does"
        users.post("/users", json=some.user(**changes)).expect(400, 422, because=because)


@task(2)
def test_what_no_database_can_hold(users, some):
    """Text that PostgreSQL can't hold is refused: a NUL, or one half of a surrogate pair."""
    users.post("/users", json=some.user(name="Zoë 🙂 אבג")).expect(201, because="people write their names like this")
    for odd in ("\0", "\ud800", "\udfff"):
        for changes in ({"name": some.name() + odd}, {"email": odd + some.email()}):
            because = "JSON can say this and the database can't store it: the client is mistaken, and not the service"
            users.post("/users", json=some.user(**changes)).expect(400, 422, because=because)


@task(2)
def test_a_refusal_says_what_is_wrong(users, some):
    """A refusal names the field that is wrong."""
    users.post("/users", json=some.user()).expect(201)
    for field, value in (("name", " "), ("email", some.word())):
        reply = users.post("/users", json=some.user(**{field: value})).expect(400, 422)
        if field not in reply.text:
            reply.unmet(f"a reply that names {field}", because="who isn't told what is wrong can't mend it")


@task(2)
def test_text_is_only_text(users, some):
    """Whatever stands in a name or an address is stored as it is: quotes, per cent signs, SQL."""
    word = some.word()
    for changes in (
        {"name": f"{some.name()} O'Brien"},
        {"name": f"{word}'); DROP TABLE users; --"},
        {"name": f"{word} 100% %s %(name)s :name {{name}} \\' \""},
        {"email": f"{word}'or'1'='1@{word}.example"},
    ):
        person = some.user(**changes)
        because = "text from a client is never part of a statement: it goes beside it, as a parameter"
        made = users.post("/users", json=person).expect(201, json=person, because=because)
        users.get(made.location).expect(200, json=person, because=because)


@task(2)
def test_everybody_at_once(users, meeting, some):
    """People who register at the same moment, each with an address of their own, are all registered."""
    people = [some.user() for _ in range(4)]
    users.start(data=[])
    for pending in meeting(*[("POST", "/users", {"json": person}) for person in people]):
        because = "a session belongs to one request: two that share it stumble over each other"
        pending.reply(because).expect(201, because=because)
    users.get("/users").expect(200, json=any_order(people), because="all have been told that they are registered")


@task(2)
def test_nothing_is_left_open(users, some):
    """When a request is over, so is its transaction, whatever the answer was."""
    [user] = contract.seeded(users, [some.user()])
    for method, path, options in (
        ("GET", "/users", {}),
        ("GET", contract.address_of(user), {}),
        ("GET", f"/users/{some.integer(10**6, 10**9)}", {}),
        ("POST", "/users", {"json": some.user()}),
        ("POST", "/users", {"json": some.user(email=user["email"])}),
        ("POST", "/users", {"json": some.user(name="")}),
    ):
        reply = users.request(method, path, **options)
        if open_ones := [state for state in users.database.connections() if state.startswith("idle in transaction")]:
            reply.unmet(
                "no transaction to be open once the request is over",
                because="it keeps a connection of the pool, and the locks it has taken, until the pool is empty",
                got=f"the reply {reply.status}, and a connection that is {open_ones[0]}",
            )

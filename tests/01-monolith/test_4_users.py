"""Task 4: users can register, each with an e-mail address of their own."""

from dirty_equals import IsStr

from workshop.harness import any_order, harder, task

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")


@task(4)
def test_a_new_user(library, holding, some):
    """POST /users answers 201 with the new user, who is then found at Location and in the list."""
    holding()
    user = some.user()
    reply = library.post("/users", json=user).expect(
        201, json=user | {"id": ID}, because="a creation is 201 Created, with the new user and their id, a string"
    )
    library.get(reply.location).expect(200, json=user, because="Location says where the new user can be fetched")
    library.get("/users").expect(200, json=[user], because="201 is a promise: who was registered has been stored")


@task(4)
def test_an_address_that_is_taken(library, holding, some):
    """An e-mail address that somebody has is refused with 409, and nothing is stored."""
    first, second = some.user(), some.user()
    holding(users=[first])
    library.post("/users", json=second).expect(201)
    for taken in (first, second):
        library.post("/users", json=some.user(email=taken["email"])).expect(
            409, because="the address says who somebody is, so it can belong to one user only"
        )
    library.get("/users").expect(200, json=[first, second], because="who was refused is not stored")


@task(4)
def test_two_people_of_one_name(library, holding, some):
    """Two users may have the same name."""
    holding()
    user = some.user()
    namesake = some.user(name=user["name"])
    library.post("/users", json=user).expect(201)
    library.post("/users", json=namesake).expect(201, because="people share names; only the e-mail address is unique")
    library.get("/users").expect(200, json=any_order([user, namesake]))


@task(4)
def test_a_user_without_name_or_address(library, some):
    """A user has a name and an e-mail address, both text; anything else is refused with 400."""
    library.post("/users", json=some.user()).expect(201)
    for field, value in (
        ("name", " "),
        ("name", some.integer(1, 9)),
        ("email", " "),
        ("email", some.integer(1, 9)),
        ("email", some.word()),
    ):
        library.post("/users", json=some.user(**{field: value})).expect(
            400, 422, because=f"read_user refuses such a value for {field}, if the functions of task 3 are right"
        )
    library.post("/users", json={"name": some.name()}).expect(400, 422, because="a user has an e-mail address")
    library.post("/users", json=[]).expect(400, 422, because="this is JSON but no object, so there is no user in it")


@task(4)
def test_fields_that_a_user_has_not(library, holding, some):
    """Fields that a user hasn't are never stored, and never shown."""
    holding()
    user = some.user()
    reply = library.post("/users", json=user | {"is_admin": True, "password": some.word()}).expect(201, 400, 422)
    listed = library.get("/users").expect(200, json=[user] if reply.status == 201 else [])
    for field in ("is_admin", "password"):
        if any(field in stored for stored in listed.json):
            listed.unmet(f"{field} not to be stored", because="what read_user gives is the user; the rest was made up")


@task(4)
def test_an_address_that_is_free_again(library, some):
    """An e-mail address that its user gave up, by PUT or DELETE, can be registered again."""
    user, moved = some.user(), some.user()
    location = library.post("/users", json=user).expect(201).location
    library.put(location, json=user | {"name": some.name()}).expect(200, because="it is the user's own address")
    library.put(location, json=user | {"email": moved["email"]}).expect(200)
    again = library.post("/users", json=some.user(email=user["email"])).expect(
        201, because="nobody has this address any more: ask the users there are, not a list kept beside them"
    )
    library.put(again.location, json=moved).expect(409, because="somebody else has this address")
    library.delete(location).expect(204)
    library.post("/users", json=moved).expect(201, because="the user who had this address has been deleted")


@harder(4)
def test_eight_at_once(library, holding, some):
    """When eight clients register one address at the same moment, one of them succeeds."""
    holding(users=[{"name": f"Reader {number}", "email": f"reader{number}@example.org"} for number in range(5000)])
    library.post("/users", json=some.user()).expect(201)
    for _ in range(5):
        email = some.email()
        replies = library.together([("POST", "/users", {"json": some.user(email=email)}) for _ in range(8)])
        created = [reply.expect(201, 409) for reply in replies if reply.status != 409]
        if len(created) != 1:
            replies[0].unmet(
                "one 201 and seven 409",
                because="between looking and storing another thread runs, unless the lock is held over both",
                got=f"{len(created)} times 201 Created for one address",
            )

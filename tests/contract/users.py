"""Users, whatever they are built with: what clients rely on, from the library's one program to the running stack.

Each class is about one thing; a lesson takes those that it teaches and says to which of its tasks they belong.
"""

from dirty_equals import IsStr

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")
JSON = "application/json"


def seeded(users, people):
    """Start with these people; gives them as the list shows them, ids included."""
    wanted = users.holding([person | {"id": ID} for person in people])
    listed = users.start(data=people).get("/users").expect(200, json=wanted).json
    return [next(user for user in listed if user["email"] == person["email"]) for person in people]


def address_of(user):
    """The path at which this user is found."""
    return f"/users/{user['id']}"


class Reading:
    """Users can be listed and fetched."""

    def test_the_list_of_users(self, users, some):
        """GET /users answers with every user, whole, in the order in which they were stored."""
        first, second, third = sorted((some.user() for _ in range(3)), key=lambda person: person["name"])
        people = [second, third, first]  # the alphabet's order in neither direction
        users.start(data=people)
        because = "the answer is an array of every user, each with its id (a string), name and email"
        wanted = users.holding([person | {"id": ID} for person in people])
        users.get("/users").expect(200, json=wanted, because=because)

    def test_no_users(self, users):
        """GET /users answers 200 and an empty array when there are no users."""
        users.start(data=[])
        because = "a list with nothing in it is still a list; 404 says that there is no such address"
        users.get("/users").expect(200, json=[], because=because)

    def test_one_user(self, users, some):
        """GET /users/{id} answers with the user who has this id."""
        for user in reversed(seeded(users, [some.user() for _ in range(3)])):
            because = "the id that the list shows leads to that user: an object, not an array"
            users.get(address_of(user)).expect(200, json=user, because=because)

    def test_a_user_who_is_not_there(self, users, some):
        """GET /users/{id} answers 404, with a JSON object, when nobody has this id."""
        [user] = seeded(users, [some.user()])
        users.get(address_of(user)).expect(200)
        for nobody in (some.missing_id(), some.integer(10**6, 10**8)):
            because = "nobody has this id; the body is for a program to read, so it is JSON too"
            users.get(f"/users/{nobody}").expect(404, json={}, because=because)


class Registering:
    """Somebody can register, and nothing that a client sends is believed unseen."""

    def test_a_new_user(self, users, some):
        """POST /users answers 201 with the new user, who is then found at Location and, last, in the list."""
        first, person = some.user(), some.user()
        users.start(data=[first])
        because = "a creation is 201 Created, with the new user and an id, which is a string"
        made = users.post("/users", json=person).expect(201, json=person | {"id": ID}, because=because)
        because = "Location says where the new user can be fetched"
        users.get(made.location).expect(200, json=made.json, because=because)
        because = "201 is a promise: who was registered has been stored"
        users.get("/users").expect(200, json=users.holding([first, made.json]), because=because)

    def test_two_people_of_one_name(self, users, some):
        """Two users may have the same name."""
        person = some.user()
        namesake = some.user(name=person["name"])
        users.post("/users", json=person).expect(201)
        because = "people share names; only the e-mail address is a user's own"
        users.post("/users", json=namesake).expect(201, because=because)
        users.get("/users").expect(200, json=users.holding([person, namesake]), because="both have been registered")

    def test_a_name_and_an_email(self, users, some):
        """A user has a name that isn't blank and an e-mail address; anything else is refused with 400."""
        users.post("/users", json=some.user()).expect(201)
        for field, values in (
            ("name", ("", "  ", None, some.integer(1, 9), True, [some.name()])),
            ("email", ("", " ", None, some.integer(1, 9), {}, some.word())),
        ):
            person = some.user()
            del person[field]
            users.post("/users", json=person).expect(400, 422, because=f"a user without {field} is refused, no crash")
            for value in values:
                because = f"this is no {field}, and what isn't refused is stored"
                users.post("/users", json=some.user(**{field: value})).expect(400, 422, because=because)

    def test_a_body_that_is_no_user(self, users, some):
        """A body that is no JSON object is refused: 415 when it isn't sent as JSON, else 400."""
        users.post("/users", json=some.user()).expect(201)
        for body in (None, [], some.word(), some.integer(1, 9), [some.user()]):
            because = "this is JSON but no object: the client is mistaken, and 500 would say that we are"
            users.post("/users", json=body).expect(400, 422, because=because)
        for body in (b"", b"{", b'{"name": "\xff"}'):
            because = "this can't be read as JSON: the client is mistaken, and 500 would say that we are"
            users.post("/users", body=body, content_type=JSON).expect(400, because=because)
        because = "the Content-Type says how to read a body, and this one says that it isn't JSON"
        users.post("/users", body=b"{}", content_type="text/plain").expect(415, because=because)

    def test_fields_that_a_user_has_not(self, users, some):
        """Fields that a user hasn't are never stored and never shown, and a client can't choose the id."""
        first, person, mine = some.user(), some.user(), str(some.integer(10**6, 10**8))
        users.start(data=[first])
        more = {"is_admin": True, "password": some.word(), "id": mine}
        reply = users.post("/users", json=person | more).expect(201, 400, 422)
        wanted = users.holding([first, person] if reply.status == 201 else [first])
        for user in users.get("/users").expect(200, json=wanted).json:
            for field in ("is_admin", "password"):
                if field in user:
                    reply.unmet(f"{field} not to be stored", because="a user has these fields and no others")
            if user["id"] == mine:
                reply.unmet("an id that the service chose", because="who may choose ids can choose somebody else's")


class Addresses:
    """Whatever people have for an e-mail address is accepted, and nothing else."""

    def test_good_addresses(self, users, some):
        """Ordinary e-mail addresses are accepted, with dots, plus, hyphens and subdomains."""
        name, other, domain = some.word(), some.word(), some.word()
        for address in (
            f"{name}.{other}@{domain}.example",
            f"{name}+{other}@{domain}.example",
            f"{name}_{other}-{name}@{domain}-{other}.example",
            f"{name}@{other}.{domain}.co.example",
            f"{name}o'{other}@{domain}.museum",
        ):
            because = "people have such addresses"
            users.post("/users", json=some.user(email=address)).expect(201, json={"email": address}, because=because)

    def test_what_is_no_address(self, users, some):
        """An e-mail address is a name, an @ and a domain with a dot in it; anything else is refused with 400."""
        users.post("/users", json=some.user()).expect(201)
        word = some.word()
        for address in (f"{word}@", f"@{word}.example", f"{word}@{some.word()}", f"{word}.example"):
            because = "this is no email address, and what isn't refused is stored"
            users.post("/users", json=some.user(email=address)).expect(400, 422, because=because)


class OneEmail:
    """An e-mail address belongs to one user."""

    def test_an_address_that_is_taken(self, users, some):
        """An e-mail address that somebody has is refused with 409 Conflict, and nothing is stored."""
        first, second = some.user(), some.user()
        users.start(data=[first])
        users.post("/users", json=second).expect(201)
        for taken in (first, second):
            because = "the address says who somebody is, so it can belong to one user only"
            users.post("/users", json=some.user(email=taken["email"])).expect(409, because=because)
        because = "who was refused is not stored, and who was there is as before"
        users.get("/users").expect(200, json=users.holding([first, second]), because=because)


class AnyCase:
    """An e-mail address is the same in capitals."""

    def test_the_same_address_in_capitals(self, users, some):
        """An e-mail address that somebody has in other letters is refused with 409 Conflict."""
        lower, capitals = some.user(), some.user(email=some.email().upper())
        for person, again in ((lower, lower["email"].upper()), (capitals, capitals["email"].lower())):
            users.post("/users", json=person).expect(201)
            because = "mail to both arrives in one letter box, so this is one address"
            users.post("/users", json=some.user(email=again)).expect(409, because=because)


def one_succeeds(users, people):
    """Require that of these people with one address, who register at the same moment, one gets it."""
    one_got_it(users.together([("POST", "/users", {"json": person}) for person in people]))


def one_got_it(replies):
    """Require that of these replies to registrations of one address, one is 201 and the others are 409."""
    because = "whoever comes second is refused, however short the time between"
    created = [reply for reply in replies if reply.expect(201, 409, because=because).status == 201]
    if len(created) != 1:
        replies[0].unmet(
            f"one 201 and {len(replies) - 1} times 409",
            because="between the look and the write there is time for somebody else to do the same",
            # how many is luck, and what is said should be the same each time
            got=f"{'several' if created else 'no'} times 201 Created for one address",
        )


class Replacing:
    """A user's name and address can be changed."""

    def test_a_user_is_replaced(self, users, some):
        """PUT /users/{id} answers 200 with the new user; the id, the others and the order stay."""
        first, second = seeded(users, [some.user(), some.user()])
        changed = some.user() | {"id": first["id"]}
        fields = {name: value for name, value in changed.items() if name != "id"}
        because = "PUT answers with what is there now"
        users.put(address_of(first), json=fields).expect(200, json=changed, because=because)
        users.get(address_of(first)).expect(200, json=changed, because="the next to ask must see the change")
        because = "a PUT changes one user: the others stay, and each stays in its place"
        users.get("/users").expect(200, json=users.holding([changed, second]), because=because)

    def test_keeping_the_address(self, users, some):
        """A PUT with the user's own e-mail address is no conflict."""
        [user] = seeded(users, [some.user()])
        changed = {"name": some.name(), "email": user["email"]}
        because = "nobody is in their own way"
        users.put(address_of(user), json=changed).expect(200, json=changed, because=because)

    def test_the_address_of_another(self, users, some):
        """A PUT with the e-mail address of another user is refused with 409 Conflict, and changes nothing."""
        first, second = seeded(users, [some.user(), some.user()])
        users.put(address_of(first), json={"name": first["name"], "email": first["email"]}).expect(200)
        because = "what POST refuses must not come in by PUT: two users would have one address"
        users.put(address_of(first), json=some.user(email=second["email"])).expect(409, because=because)
        because = "a refused change must not be half done"
        users.get("/users").expect(200, json=users.holding([first, second]), because=because)

    def test_a_put_that_is_no_user(self, users, some):
        """A PUT whose body isn't a valid user is refused like a POST, and changes nothing."""
        [user] = seeded(users, [some.user()])
        users.put(address_of(user), json={"name": user["name"], "email": user["email"]}).expect(200)
        for body in (some.user(name=" "), some.user(email=some.word()), {"name": some.name()}, [], None):
            because = "a user must be valid whichever way it comes in"
            users.put(address_of(user), json=body).expect(400, 422, because=because)
        because = "a refused PUT must change nothing"
        users.get(address_of(user)).expect(200, json=user, because=because)

    def test_replacing_nobody(self, users, some):
        """A PUT to an unknown id answers 404 and creates nobody."""
        [user] = seeded(users, [some.user()])
        users.put(address_of(user), json={"name": user["name"], "email": user["email"]}).expect(200)
        stranger = some.user()
        because = "this service gives out the ids, so a client can't bring one along"
        users.put(f"/users/{some.missing_id()}", json=stranger).expect(404, because=because)
        listed = users.get("/users").expect(200, json=users.holding([user]))
        if any(other["email"] == stranger["email"] for other in listed.json):
            listed.unmet("nobody to be created", because="404 says that nothing was done")


class Deleting:
    """A user can be deleted."""

    def test_deleting_a_user(self, users, some):
        """DELETE /users/{id} answers 204; the user is gone, and the others stay."""
        first, second, third = seeded(users, [some.user() for _ in range(3)])
        users.delete(address_of(second)).expect(204, because="it is done, and there is nothing to say about it")
        users.get(address_of(second)).expect(404, because="the user was deleted")
        listed = users.get("/users").expect(200, json=users.holding([first, third]), because="the others stay")
        if any(user["id"] == second["id"] for user in listed.json):
            listed.unmet("a list without the deleted user", because="who was deleted is nowhere any more")

    def test_deleting_nobody(self, users, some):
        """The second DELETE answers 404, and so does one of an unknown id."""
        [user] = seeded(users, [some.user()])
        users.delete(address_of(user)).expect(204)
        users.delete(address_of(user)).expect(404, because="there is no such user any more")
        users.delete(f"/users/{some.missing_id()}").expect(404, because="there never was such a user")


class FreeAgain:
    """An e-mail address that nobody has any more can be registered."""

    def test_an_address_that_is_free_again(self, users, some):
        """An e-mail address that its user gave up, by PUT or DELETE, can be registered again."""
        user, moved = some.user(), some.user()
        location = users.post("/users", json=user).expect(201).location
        users.put(location, json=user | {"name": some.name()}).expect(200, because="it is the user's own address")
        users.put(location, json=moved).expect(200)
        because = "nobody has this address any more: it is taken while a user has it, not because one had it once"
        again = users.post("/users", json=some.user(email=user["email"])).expect(201, because=because)
        users.put(again.location, json=moved).expect(409, because="somebody else has this address")
        users.delete(location).expect(204)
        because = "the user who had this address has been deleted"
        users.post("/users", json=moved).expect(201, because=because)

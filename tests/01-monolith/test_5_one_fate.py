"""Task 5: one e-mail address can't stop the whole library."""

import string

from workshop.harness import harder, task

STOPPED = "somebody else's e-mail address is being checked meanwhile, and that must not stop the movies"
SOON = "this is no address, and to see that must not take longer than for a short one"


def letters(some, number):
    """So many random letters and digits."""
    return "".join(some.choice(string.ascii_lowercase + string.digits) for _ in range(number))


@task(5)
def test_the_others_are_answered(movies, some):
    """While a bad e-mail address is being checked, GET /movies answers as it does in peace."""
    film = some.movie()
    movies.start(data=[film])
    in_peace = max(movies.get("/movies").expect(200, json=movies.holding([film])).seconds for _ in range(3))
    patience = round(1.5 + 20 * in_peace, 1)
    address = letters(some, some.integer(36, 44))
    registration = movies.send("POST", "/users", json=some.user(email=address), seconds=10)
    for _ in range(10):
        movies.get("/movies", seconds=patience, because=STOPPED).expect(200, json=movies.holding([film]))
    registration.reply().expect(400, 422, because="an address without @ is refused")


@task(5)
def test_any_bad_address_is_answered_soon(library, some):
    """Any bad e-mail address is refused within three seconds, wherever its long part stands."""
    library.post("/users", json=some.user()).expect(201)
    word, long = some.word(), letters(some, some.integer(36, 44))
    for address in (
        long,
        f"{long}@{word}",
        f"{word}@{long}",
        f"{word}@{word}.{long}@",
        f"{word}@{'.'.join(long)}@",
        f"{word}@{'-'.join(long)}@",
        f"{'.'.join(long)}@",
        letters(some, 60_000),
    ):
        library.post("/users", json=some.user(email=address), seconds=4, because=SOON).expect(
            400, 422, within=3, because=SOON
        )


@task(5)
def test_addresses_have_an_end(library, some):
    """An e-mail address of more than 254 characters is refused with 400."""
    name, domain = some.word(), f"{some.word()}.example"
    library.post("/users", json=some.user(email=f"{name}@{domain}")).expect(201)
    for number in (260, 900):
        library.post("/users", json=some.user(email=f"{name}@{letters(some, number)}.{domain}")).expect(
            400, 422, because="no e-mail address has more than 254 characters, and a bound on length is one on work"
        )


@task(5)
def test_good_addresses_and_bad(library, some):
    """Ordinary e-mail addresses are still accepted, and what is no address is still refused."""
    name, other, domain = some.word(), some.word(), some.word()
    for address in (
        f"{name}@{domain}.example",
        f"{name}.{other}@{domain}.example",
        f"{name}+{other}@{domain}.example",
        f"{name}_{other}-{name}@{domain}-{other}.example",
        f"{name}@{other}.{domain}.co.example",
        f"{name.upper()}@{other}.museum",
    ):
        library.post("/users", json=some.user(email=address)).expect(
            201, because="people have such addresses, and could register before"
        )
    for address in (domain, f"{name}@", f"@{domain}.example", f"{name}@{domain}", f"{name} {other}@{domain}.example"):
        library.post("/users", json=some.user(email=address)).expect(
            400, 422, because="an address is a name, an @, and a domain with a dot in it, without blanks"
        )


@harder(5)
def test_an_address_is_one_line(library, some):
    """An e-mail address with a line break in it is refused with 400; one at its end is refused or cut off."""
    email = some.email()
    library.post("/users", json=some.user()).expect(201)
    for address in (f"{email}\nBcc: everyone@example.org", f"{some.word()}\n{email}"):
        library.post("/users", json=some.user(email=address)).expect(
            400, 422, because="who writes to this address later sends a header that the client made up"
        )
    reply = library.post("/users", json=some.user(email=f"{email}\n")).expect(201, 400, 422)
    if reply.status == 201 and "\n" in reply.json["email"]:
        reply.unmet("no line break to be stored", because="in a pattern $ also matches before a line break at the end")

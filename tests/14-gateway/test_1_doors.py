"""Task 1: one door, which leads each path to its service, and whose own errors have the library's form."""

import time
from ipaddress import ip_address

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.serve.waiting import until

DEAD = (502, 503, 504)
PATIENCE = 10  # seconds: twice what the text says, for a busy machine


def seldom(asked):
    """Whether `asked` is true now; looked at five times a second at most, since the gateway counts requests."""
    return lambda: asked() or time.sleep(0.2)


def leads(gateway, method, path, room):
    """Require that a request for `path` arrives in this room, with its method, and nowhere else."""
    for each in gateway.rooms.values():
        each.forget()
    reply = gateway.request(method, path, because=f"this path belongs to {room}")
    reply.expect(200, because=f"this path belongs to {room}")
    arrived = [f"{visit.method} at {name}" for name, each in gateway.rooms.items() for visit in each.requests]
    if arrived != [f"{method} at {room}"]:
        got = f"it arrived as {', '.join(arrived)}" if arrived else "nobody was asked"
        reply.unmet(f"{method} {path} to arrive at {room}, and nowhere else", got=got)


def stays_out(gateway, path, because):
    """Require that this path is answered with 404 by the gateway itself."""
    for room in gateway.rooms.values():
        room.forget()
    reply = gateway.get(path)
    for name, room in gateway.rooms.items():
        if room.requests:
            reply.unmet(f"GET {path} to end at the gateway, with 404", because, f"it arrived at {name}")
    problem(reply, 404, because=because)


@task(1)
def test_each_path_has_its_service(gateway):
    """The gateway leads each path to the service that has it, with its method."""
    for room, asked in (
        ("movies", ["GET /movies", "PUT /movies/alien-1979"]),
        ("users", ["GET /users", "DELETE /users/7", "POST /login", "POST /refresh", "POST /logout"]),
        ("users", ["GET /users/me", "GET /.well-known/jwks.json"]),
        ("books", ["GET /books", "GET /books/7"]),
        ("authors", ["GET /authors", "POST /authors/7/books"]),
    ):
        for line in asked:
            leads(gateway, *line.split(), room)


@task(1)
def test_a_request_arrives_as_it_was_sent(gateway, rooms, some):
    """Path, query and body arrive as they were sent, whatever is escaped in them."""
    gateway.get("/books").expect(200)
    query, name = "genre=R%26B%20%2F%20Soul&page=2", f"{some.word()}%2F{some.word()}%20%C3%A9"
    for target in (f"/books?{query}", f"/books/{name}"):
        because = "what is escaped in an address is part of a name; unescaped it asks for something else"
        reply = gateway.get(target).expect(200, because=because)
        if (arrived := rooms["books"].requests[-1].target) != target:
            reply.unmet(f"{target} to arrive", because, arrived)
    body = some.word().encode() * 100
    reply = gateway.post("/movies", body=body, content_type="text/plain").expect(200)
    if (arrived := rooms["movies"].requests[-1].body) != body:
        reply.unmet(f"the {len(body)} bytes of the body to arrive", got=f"{len(arrived)} bytes")


@task(1)
def test_what_is_inside_stays_inside(gateway, some):
    """What is no path of the library's is 404 and goes to nobody: /ready, /openapi.json and the like as well."""
    gateway.get("/movies").expect(200)
    for path in ("/", "/ready", "/openapi.json", "/swagger.json", "/movies/../ready", f"/{some.word()}"):
        stays_out(gateway, path, "what the library shows to everybody is a list; all else is for those inside")


@task(1)
def test_a_path_that_only_begins_alike(gateway, some):
    """A path belongs to a service when its first part does: /moviesque and /login2 are no paths of the library's."""
    gateway.get("/movies/7").expect(200)
    for path in (f"/movies{some.word()}", f"/users-{some.word()}", f"/login{some.word()}", f"/books.{some.word()}"):
        stays_out(gateway, path, "a longer word is another word")


@task(1)
def test_health_is_its_own(gateway, rooms):
    """GET /health says that the gateway lives, and asks nobody."""
    gateway.get("/movies").expect(200)
    for room in rooms.values():
        room.stops()
    because = "the gateway lives; who hears otherwise starts it again, and that mends no service"
    gateway.get("/health", because=because).expect(200, because=because, within=2)


@task(1)
def test_a_service_that_is_away(gateway, rooms):
    """A service that is away is 502, 503 or 504 within some seconds, a problem detail, and only for its own paths."""
    for name in rooms:
        gateway.get(f"/{name}").expect(200)
    rooms["books"].leaves()
    problem(gateway.get("/books"), *DEAD, because="books is away, and that is no fault of the client's")
    gateway.get("/books").expect(*DEAD, within=3, because="who can't be served wants to know soon")
    for name in ("movies", "users", "authors"):
        gateway.get(f"/{name}").expect(200, because="it doesn't need books")


@task(1)
def test_it_starts_without_a_service(gateway, rooms):
    """The gateway starts while a service isn't there yet, and serves the others."""
    rooms["authors"].leaves()
    gateway.get("/movies").expect(200, because="movies is there, and that authors isn't is no fault of its")
    gateway.get("/authors").expect(*DEAD)


@task(1)
def test_a_service_that_has_moved(gateway, rooms):
    """A service that comes back with another address is found within 5 seconds; nobody restarts the gateway."""
    gateway.get("/movies").expect(200)
    gateway.get("/books").expect(200)
    # both go, and the one with the higher address comes back first, to the lower one
    changing = sorted((rooms["movies"], rooms["books"]), key=lambda room: ip_address(room.standing[0].address))
    for room in changing:
        room.leaves()
    gateway.get("/movies").expect(*DEAD)
    for room in reversed(changing):
        room.returns()
    until(seldom(lambda: gateway.get("/movies").text == '{"room": "movies"}'), PATIENCE)
    because = (
        "a container that starts anew may have a new address, and its old one is somebody else's: ask again by name"
    )
    gateway.get("/movies").expect(200, json={"room": "movies"}, because=because)


@task(1)
def test_copies_of_a_service(gateway, rooms):
    """Where a service has three copies, requests go to all of them, 5 seconds after they have started at the latest."""
    gateway.get("/books").expect(200)
    rooms["books"].replicas(3)

    def asked():
        gateway.get("/books").expect(200)
        return len({visit.by for visit in rooms["books"].requests}) == 3

    if not until(seldom(asked), PATIENCE):
        found = len({visit.by for visit in rooms["books"].requests})
        because = "who looks a name up once will never know of the copies that came later"
        gateway.get("/books").unmet("each of the three copies to be asked", because, f"{found} of them was")


@task(1)
def test_an_error_of_a_service(gateway, rooms, some):
    """The error of a service is passed on as it is, with its body and its headers."""
    gateway.get("/movies").expect(200)
    for status, headers in (
        (400, {}),
        (401, {"WWW-Authenticate": "Bearer"}),
        (404, {}),
        (405, {"Allow": "GET, POST"}),
        (429, {"Retry-After": "7"}),
        (502, {}),
        (503, {"Retry-After": "9"}),
    ):
        body = f'{{"title": "{some.word()}", "status": {status}}}'
        rooms["movies"].answers(status, body.encode(), headers, content_type="application/problem+json")
        because = "the service knows what is wrong, and the gateway doesn't"
        reply = gateway.get("/movies").expect(status, headers=headers, because=because)
        if reply.text != body:
            reply.unmet(f"the body that the service has sent, {body}", because)


@task(1)
def test_addresses_lead_back(gateway, rooms, some):
    """Location and Link of a service lead back through the gateway."""
    path, link = f"/books/{some.word()}", '</books?page=2>; rel="next"'
    rooms["books"].answers(201, b"{}", {"Location": path, "Link": link})
    reply = gateway.post("/books", json={}).expect(201, headers={"Link": link})
    if (location := reply.headers.get("Location")) not in (path, gateway.base + path):
        reply.unmet(
            f"Location: {path}", "outside nobody knows another address than the gateway's", f"Location: {location}"
        )


@harder(1)
def test_errors_that_are_rare(gateway):
    """nginx's rare errors are problem details too: a header or an address that is too long, an odd method."""
    gateway.get("/movies").expect(200)
    problem(gateway.get("/movies", headers={"Accept": "x" * 40_000}), 400, 431)
    problem(gateway.get(f"/movies/{'x' * 40_000}"), 414)
    problem(gateway.request("TRACE", "/movies"), 405, 501)

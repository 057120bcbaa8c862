"""Task 2: one id for each request, and nothing about a client that the client has made up."""

import ipaddress
import json
import string

from tests.contract.problems import problem
from workshop.harness import harder, task

HEADER = "X-Request-ID"
LETTERS = set(string.ascii_letters + string.digits + "._-")
FOUND_AGAIN = "by it one finds the lines of this request in every log"
MADE_UP = "whoever writes it can write what they like, and a service would believe it"


def id_of(reply):
    """The id in a reply's header, which must be well-formed and there once."""
    found = reply.answer.headers.get_all(HEADER) or []
    if len(found) != 1 or not 1 <= len(found[0]) <= 64 or set(found[0]) - LETTERS:
        got = ", ".join(f"{HEADER}: {each}" for each in found) or "no such header"
        reply.unmet(f"one header {HEADER}, 1 to 64 of A-Z a-z 0-9 . _ -", FOUND_AGAIN, got)
    return found[0]


def arrived(room, name):
    """A header of the last request that arrived in this room; "" when there was none."""
    value = room.requests[-1].headers.get(name, "")
    return ", ".join(value) if isinstance(value, list) else value


def without(reply, room, name, made_up):
    """Require that a header that the client has made up didn't arrive."""
    if made_up in (value := arrived(room, name)):
        reply.unmet(f"{name} not to arrive as the client has sent it", MADE_UP, f"{name}: {value}")


@task(2)
def test_an_id_for_every_request(gateway, rooms):
    """A request without an id gets one of its own: the service is told, and the client, once."""
    rooms["movies"].answers(headers={HEADER: "the-service-repeats-it"})
    seen = set()
    for _ in range(3):
        reply = gateway.get("/movies").expect(200)
        told = arrived(rooms["movies"], HEADER)
        if not told:
            reply.unmet(f"the service to be told an {HEADER}", FOUND_AGAIN, "no such header")
        request_id = id_of(reply)
        if told != request_id:
            because = "service and client speak of one request"
            reply.unmet(f"{HEADER}: {told}, as the service was told", because, f"{HEADER}: {request_id}")
        if request_id in seen:
            reply.unmet("an id that no request had before", got=f"{HEADER}: {request_id}")
        seen.add(request_id)


@task(2)
def test_an_id_that_was_sent(gateway, rooms, some):
    """An X-Request-ID of 1 to 64 letters, digits, dots, underscores and hyphens is kept."""
    for sent in ("7", f"{some.word()}.A_b-9", "f" * 64):
        reply = gateway.get("/books", headers={HEADER: sent})
        reply.expect(200, headers={HEADER: sent}, because="the client has it in its own log")
        if arrived(rooms["books"], HEADER) != sent:
            reply.unmet(f"the service to be told {HEADER}: {sent}", got=f"{HEADER}: {arrived(rooms['books'], HEADER)}")


@task(2)
def test_an_id_that_is_none(gateway, rooms, some):
    """What isn't an id is replaced: too long, or with other characters in it."""
    gateway.get("/users", headers={HEADER: some.word()}).expect(200)
    for sent in (
        "x" * 65,
        f"{some.word()} {some.word()}",
        f'{some.word()}"}}',
        f"{some.word()}/../",
        f"<{some.word()}>",
    ):
        reply = gateway.get("/users", headers={HEADER: sent}).expect(200)
        id_of(reply)
        if arrived(rooms["users"], HEADER) == sent:
            because = "it is written into logs, and what they can't bear must not get there"
            reply.unmet("the service to be told an id that the gateway has made", because, f"{HEADER}: {sent}")


@task(2)
def test_the_id_in_an_error(gateway, some):
    """The gateway's own errors have the id, in the header and as request_id in the problem detail."""
    sent = some.missing_id()
    for headers in ({}, {HEADER: sent}, {HEADER: f"{sent}!"}):
        reply = gateway.get(f"/{some.word()}", headers=headers)
        said = problem(reply, 404).get("request_id")
        if said != id_of(reply):
            reply.unmet(
                f'"request_id": "{id_of(reply)}"', "header and body speak of one request", f"request_id: {said}"
            )
        if headers.get(HEADER) == sent:
            reply.expect(headers={HEADER: sent})


@task(2)
def test_a_line_in_the_log(gateway, some):
    """For each request there is a line in the gateway's log, a JSON object with its request_id and its status."""

    def said(request_id, status):
        def found(lines):
            return any(
                entry.get("request_id") == request_id and str(entry.get("status")) == str(status)
                for entry in objects(lines)
            )

        because = f"a program that looks for {request_id} in all logs reads JSON, a line for each request"
        gateway.wait_for_log(found, because=because, seconds=3)

    word = some.word()
    said(id_of(gateway.get("/movies", headers={"User-Agent": f'"{word}\\'})), 200)
    said(id_of(gateway.get(f"/{word}")), 404)


def objects(lines):
    """The JSON objects among these lines."""
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


@task(2)
def test_where_a_request_comes_from(gateway, rooms, some):
    """Services are told the client's address in X-Forwarded-For by the gateway, whatever the client says about it."""
    gateway.get("/movies").expect(200)
    came = arrived(rooms["movies"], "X-Forwarded-For")
    made_up = f"198.51.100.{some.integer(1, 250)}"
    reply = gateway.get(
        "/movies",
        headers={
            "X-Forwarded-For": made_up,
            "X-Real-IP": made_up,
            "Forwarded": f"for={made_up};proto=https",
        },
    ).expect(200)
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        without(reply, rooms["movies"], name, made_up)
    if not address(came) or arrived(rooms["movies"], "X-Forwarded-For") != came:
        because = "a service can't see it: all its connections come from the gateway"
        reply.unmet("X-Forwarded-For: the client's address, and nothing else", because, f"X-Forwarded-For: {came}")
    reply = gateway.neighbour.get("/movies", headers={"X-Forwarded-For": made_up}).expect(200)
    if (came := arrived(rooms["movies"], "X-Forwarded-For")) != gateway.neighbour.address:
        because = "this client has that address"
        reply.unmet(f"X-Forwarded-For: {gateway.neighbour.address}", because, f"X-Forwarded-For: {came}")


def address(text):
    """Whether this is an IP address."""
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


@task(2)
def test_what_a_client_claims_of_the_way(gateway, rooms, some):
    """X-Forwarded-Proto and X-Forwarded-Host are the gateway's to say, and not the client's."""
    gateway.get("/books").expect(200)
    host = f"{some.word()}.example"
    reply = gateway.get("/books", headers={"X-Forwarded-Host": host, "X-Forwarded-Proto": "https"}).expect(200)
    without(reply, rooms["books"], "X-Forwarded-Host", host)
    without(reply, rooms["books"], "X-Forwarded-Proto", "https")


@task(2)
def test_who_a_client_claims_to_be(gateway, rooms, some):
    """X-User, X-User-Id, X-User-Name, X-User-Email and X-User-Roles never reach a service."""
    gateway.get("/users/me").expect(200)
    word = some.word()
    names = ("X-User", "X-User-Id", "X-User-Name", "X-User-Email", "X-User-Roles")
    reply = gateway.get("/users/me", headers=dict.fromkeys(names, word)).expect(200)
    for name in names:
        without(reply, rooms["users"], name, word)


@task(2)
def test_what_services_need_arrives(gateway, rooms, some):
    """Accept, Authorization, Content-Type, If-Match, If-None-Match, X-API-Key and X-Deadline-Ms arrive as they came."""
    sent = {
        "Accept": "application/json",
        "Authorization": f"Bearer {some.word()}.{some.word()}",
        "If-Match": f'"{some.word()}"',
        "If-None-Match": f'W/"{some.word()}"',
        "X-API-Key": some.word(),
        "X-Deadline-Ms": str(some.integer(100, 900)),
    }
    reply = gateway.post("/authors", json={}, headers=sent).expect(200)
    for name, value in (sent | {"Content-Type": "application/json"}).items():
        if arrived(rooms["authors"], name) != value:
            got = f"{name}: {arrived(rooms['authors'], name)}" if arrived(rooms["authors"], name) else "no such header"
            reply.unmet(f"{name}: {value} to arrive", "without it the service gives another answer", got)


@harder(2)
def test_headers_that_nobody_thought_of(gateway, rooms, some):
    """Nothing that begins with X-User or X-Forwarded reaches a service, unless the gateway says it."""
    word = some.word()
    for room in ("movies", "users"):
        for name in (f"X-User-{some.word()}", f"X-Forwarded-{some.word()}", "X-Forwarded-User", "X-Forwarded-Prefix"):
            reply = gateway.get(f"/{room}", headers={name: word, "Accept": "application/json"}).expect(200)
            if arrived(rooms[room], "Accept") != "application/json":
                reply.unmet("Accept to arrive")
            without(reply, rooms[room], name, word)


@harder(2)
def test_what_a_query_says(gateway, some):
    """The access log has no query: what stands there is nobody's business."""
    word = some.word()
    request_id = id_of(gateway.get("/movies", params={"secret": word}).expect(200))
    lines = gateway.wait_for_log(lambda lines: any(request_id in line for line in lines))
    for line in lines:
        if word in line:
            gateway.get("/movies").unmet("no query in the log", "a log is read by many, and kept for long", line)

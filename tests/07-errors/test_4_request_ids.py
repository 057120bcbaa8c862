"""Task 4: a request has an id, in the reply, in the problem detail and in the log."""

import string
from functools import partial

from tests.contract.logs import about, crashes
from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet

HEADER = "X-Request-ID"
LETTERS = set(string.ascii_letters + string.digits + "._-")
FOUND_AGAIN = "who asks about this reply has nothing else that leads to the lines of our log"


def id_of(reply):
    """The id in a reply's header, which must be well-formed."""
    request_id = reply.headers.get(HEADER, "")
    if not 1 <= len(request_id) <= 64 or set(request_id) - LETTERS:
        got = f"{HEADER}: {request_id}" if request_id else "no such header"
        reply.unmet(f"the header {HEADER}, 1 to 64 of A-Z a-z 0-9 . _ -", FOUND_AGAIN, got)
    return request_id


@task(4)
def test_an_id_that_was_sent(movies, some):
    """The X-Request-ID of a request, 1 to 64 letters, digits, dots, underscores and hyphens, is in the reply."""
    for sent in ("7", f"{some.word()}.A_b-9", "f" * 64):
        because = "whoever called has the id in its log, and looks for it in ours"
        movies.get("/movies", headers={HEADER: sent}).expect(200, headers={HEADER: sent}, because=because)


@task(4)
def test_every_reply_has_it(users, some):
    """The id is in the header of every reply: of 201, 204, 308 and errors as well; in a problem detail, too."""
    sent = some.missing_id()
    users.headers[HEADER] = sent
    made = users.post("/users", json=some.user()).expect(201, headers={HEADER: sent}, because=FOUND_AGAIN)
    users.get(made.location.replace("/users/", "/users//")).expect(308, headers={HEADER: sent}, because=FOUND_AGAIN)
    users.delete(made.location).expect(204, headers={HEADER: sent}, because=FOUND_AGAIN)
    for method, path, status in (
        ("GET", made.location, 404),
        ("GET", f"/{some.word()}", 404),
        ("PATCH", "/users", 405),
        ("POST", "/users", 415),
    ):
        reply = users.request(method, path)
        said = problem(reply, status)
        reply.expect(headers={HEADER: sent}, because=FOUND_AGAIN)
        if said.get("request_id") != sent:
            because = "people send screenshots of bodies, and no headers"
            reply.unmet(f'"request_id": "{sent}"', because, str(said.get("request_id")))


@task(4)
def test_no_id_was_sent(users, some):
    """A request without an id, or with an empty one, gets a new one, of its own; its problem detail has the same."""
    seen = set()
    for headers in ({}, {}, {HEADER: ""}, {}):
        reply = users.get(f"/users/{some.missing_id()}", headers=headers)
        said = problem(reply, 404)
        request_id = id_of(reply)
        if said.get("request_id") != request_id:
            reply.unmet(f'"request_id": "{request_id}"', "header and body speak of one request")
        if request_id in seen:
            because = "one id for two requests tells them apart no more than none"
            reply.unmet("an id that no request had before", because, f"{HEADER}: {request_id}")
        seen.add(request_id)


@task(4)
def test_an_id_is_not_left_over(users, some):
    """An id belongs to one request: the next ones, which bring none, get others."""
    sent = some.missing_id()
    users.get("/users", headers={HEADER: sent}).expect(200, headers={HEADER: sent})
    for _ in range(8):
        reply = users.get("/users").expect(200)
        if id_of(reply) == sent:
            because = "this request brought none: the id was left behind by one before it"
            reply.unmet("another id", because, f"{HEADER}: {sent}")


@task(4)
def test_an_id_that_is_none(users, some):
    """What is longer than 64 characters, or has other characters in it, is no id: the request gets a new one."""
    good = some.missing_id()
    users.get("/users", headers={HEADER: good}).expect(200, headers={HEADER: good})
    long = f"{some.word()}{'f' * 65}"
    for sent in (long, "f" * 4000, f"{good} {good}", f'{good}","level":"', f"{good}<b>", f"{good}é", f"{good}, 7"):
        because = "the id is for those who look for a request: a bad one is no reason to refuse the question"
        reply = users.get("/users", headers={HEADER: sent}).expect(200, because=because)
        given = reply.headers.get(HEADER, "")
        if given == sent or len(given) > 64 or set(given) - LETTERS:
            because = "it is written to logs and sent on: unbounded, it is a place to write whatever one likes"
            reply.unmet(f"another {HEADER}, of at most 64 letters, digits, . _ -", because, f"{HEADER}: {given[:200]}")
        if sent.startswith(id_of(reply)):
            because = "a piece of an id is no id: two requests of one client may share it"
            reply.unmet(f"a new {HEADER}", because, f"{HEADER}: {given}")


@task(4)
def test_the_log_has_it(users, some):
    """The line of a crash has the request_id that the client has, whether it was sent or made."""
    users.get("/users").expect(200)
    users.database.drop_tables()
    for headers in ({HEADER: some.missing_id()}, {}):
        reply = users.get("/users", headers=headers)
        problem(reply, 500)
        found = partial(crashes, request_id=headers.get(HEADER) or id_of(reply))
        because = "a traceback, with this request_id: with the id that the client has one finds the line of the log"
        users.wait_for_log(found, because=because, seconds=1)


@harder(4)
def test_what_is_none_is_not_logged(users, some):
    """What was sent in place of an id isn't in the log either."""
    users.get("/users").expect(200)
    users.database.drop_tables()
    sent = f"{some.missing_id()} {some.word()}"
    reply = users.get("/users", headers={HEADER: sent})
    problem(reply, 500)
    lines = users.wait_for_log(lambda lines: about(lines, id_of(reply)), because=FOUND_AGAIN, seconds=1)
    if any(sent in line for line in lines):
        because = "whoever writes into our log can write what looks like a line of ours"
        raise Unmet("a log without it", next(line for line in lines if sent in line)[:300], because)

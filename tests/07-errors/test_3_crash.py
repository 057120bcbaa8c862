"""Task 3: of a crash the client learns that it happened, and the log what it was."""

import re
from datetime import datetime

from tests.contract.logs import crashes, entries, plain
from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet

INSIDE = re.compile(r"psycopg|sqlalche|SELECT |INSERT |relation|does not exist|Traceback|\.py\b|Error\(", re.IGNORECASE)
OURS = "its tables are gone: nothing that the client could mend, so the status begins with 5"
FINDS = "a JSON object on one line, with traceback: without a traceback nobody finds what failed"


def crash(member):
    """Take the service's tables away, and ask for its list; the reply."""
    member.service.get(member.path).expect(200)
    member.service.database.drop_tables()
    return member.service.get(member.path)


def with_traceback(service):
    """Wait for the one entry of the log with a traceback."""
    found = crashes(service.wait_for_log(crashes, because=FINDS, seconds=1))
    if len(found) != 1:
        because = "one crash is one line: two handlers, or a logger and its parent, each wrote it"
        raise Unmet("one line of the log with a traceback", f"{len(found)} of them", because)
    return found[0]


@task(3)
def test_what_the_client_learns(library):
    """A request that crashes is answered with 500 and a problem detail that shows nothing of the inside."""
    for member in library[:3]:
        reply = crash(member)
        problem(reply, 500, because=OURS)
        if found := INSIDE.search(reply.text):
            because = "tables, statements and files tell an attacker where to go on, and a client nothing"
            reply.unmet(f"a problem detail without {found.group()!r}", because, reply.text)


@task(3)
def test_what_the_log_learns(library):
    """The crash is one line of the log, a JSON object with time, level, service, message and the whole traceback."""
    for member in library[:2]:
        name = member.path[1:]
        problem(crash(member), 500, because=OURS)
        entry = with_traceback(member.service)
        text = str(entry.get("traceback"))
        if not (re.search("ProgrammingError|UndefinedTable", text) and f"{name}/" in text and ", line " in text):
            because = "it says which exception it was, and the line of ours in which it happened"
            raise Unmet(f"traceback: the exception, and its way through {name}/", text[-300:], because)
        if entry.get("service") != name or entry.get("level") not in ("ERROR", "CRITICAL"):
            because = "logs of many services come together in one place, and people are called for errors"
            raise Unmet(f'"service": "{name}" and "level": "ERROR"', str(entry)[:200], because)
        if not isinstance(entry.get("message"), str) or not is_time(entry.get("time")):
            because = "the line has to be found, among many"
            raise Unmet("a message, and a time as in 2026-01-31T12:00:00+00:00", str(entry)[:200], because)


def is_time(value):
    """Whether this is a moment as ISO 8601 writes it."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


@task(3)
def test_a_line_is_an_object(books):
    """Every line of the log is one JSON object, a traceback in it or not."""
    books.get("/books").expect(200)
    before = len(books.logged)
    books.database.drop_tables()
    problem(books.get("/books"), 500, because=OURS)
    problem(books.get("/books"), 500, because=OURS)
    lines = books.wait_for_log(lambda lines: len(crashes(lines)) > 1, because=f"two crashes, each {FINDS}", seconds=1)
    if others := plain(lines[before:]):
        because = "programs read the log, line by line: of thirty lines they can't tell which belong together"
        raise Unmet("a log of JSON objects, one a line", "\n".join(others[:3]), because)


@task(3)
def test_what_a_client_sent(users, some):
    """Nothing that a client has sent, in its body or in its headers, is in the log of a crash."""
    users.post("/users", json=some.user()).expect(201)
    users.database.drop_tables()
    name, email, key = f"{some.word()}-{some.word()}", some.email(), f"{some.word()}-{some.word()}"
    headers = {"Authorization": f"Bearer {key}", "Cookie": f"session={key}"}
    problem(users.post("/users", json={"name": name, "email": email}, headers=headers), 500, because=OURS)
    lines = users.wait_for_log(crashes, because=FINDS, seconds=1)
    for secret, what in ((key, "a token"), (name, "a name"), (email, "an address")):
        for line in lines:
            if secret in line:
                place = line.index(secret)
                because = f"this is {what}, it might be a password, and logs are kept and read by many"
                raise Unmet(
                    "a log without what the client sent", f"… {line[max(0, place - 90) : place + 50]} …", because
                )


@task(3)
def test_what_is_no_crash(users, some):
    """A mistake of a client is no crash: it leaves no traceback and no ERROR in the log."""
    users.post("/users", json={}).expect(400, 422)
    users.get(f"/users/{some.missing_id()}").expect(404)
    users.database.drop_tables()
    problem(users.get("/users"), 500, because=OURS)
    lines = users.wait_for_log(crashes, because=FINDS, seconds=1)
    errors = [entry for entry in entries(lines) if entry.get("level") in ("ERROR", "CRITICAL")]
    if len(crashes(lines)) > 1 or len(errors) > 1:
        because = "two requests were the client's mistake: who is called at night for each 404 stops coming"
        raise Unmet("one ERROR, of the crash", "\n".join(str(entry)[:160] for entry in errors), because)


@harder(3)
def test_what_a_query_says(books, some):
    """What stands in the query of a request that crashes isn't in the log either."""
    secret = f"{some.word()}-{some.word()}"
    books.get("/books", params={"genre": secret}).expect(200, json=[])
    books.database.drop_tables()
    problem(books.get("/books", params={"genre": secret}), 500, because=OURS)
    for line in books.wait_for_log(crashes, because=FINDS, seconds=1):
        if secret in line:
            because = "people look for what concerns nobody else, and some put keys into addresses"
            raise Unmet("a log without what the client asked for", line[:300], because)

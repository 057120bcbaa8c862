"""A service under examination as a process: its threads, what it logs, its routes, its database, how it was started."""

from __future__ import annotations

import dataclasses
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from workshop import byhand, catalog
from workshop.check.show import request_line
from workshop.harness.database import Database
from workshop.harness.part import Part
from workshop.harness.record import CheckResult, Conversation, Exchange, Start
from workshop.harness.reply import Unmet
from workshop.harness.run import Run, Starters
from workshop.harness.service import Service
from workshop.serve import leftovers
from workshop.stores.databases import Databases
from workshop.stores.postgres import Server

MEETING = 6
PROGRAM = f"""
import os, sys, threading
from pathlib import Path

from flask import Flask, request

PATHS = {{
    "/things": {{"get": {{}}, "post": {{}}}},
    "/things/{{number}}": {{
        "parameters": [{{"name": "number", "in": "path", "schema": {{"type": "integer"}}}}],
        "get": {{}},
    }},
    "/health": {{"get": {{}}}},
    "/only/in/the/document/{{id}}": {{"put": {{}}}},
}}


def create_app():
    loads = Path(os.environ["DATA_FILE"] + ".loads")
    first = not loads.exists()
    loads.touch()
    app = Flask(__name__)
    meeting = threading.Barrier({MEETING})

    @app.get("/meet")
    def meet():
        try:
            meeting.wait(float(request.args["seconds"]))
        except threading.BrokenBarrierError:
            return {{}}, 503
        return {{}}

    @app.post("/say")
    def say():
        print(request.get_json(), end="", file=sys.stderr, flush=True)
        return {{}}

    @app.get("/keys")
    def keys():
        return Path(os.environ["KEYS_FILE"]).read_text()

    @app.route("/things", methods=["GET", "POST"])
    def things():
        return []

    @app.get("/things/<int:number>")
    def thing(number):
        return {{}}

    @app.delete("/hidden/<uuid:key>/<path:rest>/<name>")
    def hidden(key, rest, name):
        return {{}}

    @app.get("/health")
    def health():
        return {{}}

    @app.get("/openapi.json")
    def document():
        return {{"openapi": "3.1.0", "paths": PATHS}}

    # AT THE END
    return app
"""


@pytest.fixture
def examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Service]]:
    """Makes the service of PROGRAM, as a check would have it."""
    ends: list[Callable[[], None]] = []

    def make(at_the_end: str = "", public: tuple[str, ...] = (), fork: str = "1", **run: Any) -> Service:
        monkeypatch.setenv("WORKSHOP_FORK", fork)
        folder, scratch = tmp_path / "work", tmp_path / "scratch"
        folder.mkdir()
        scratch.mkdir()
        (folder / "tiny.py").write_text(PROGRAM.replace("# AT THE END", at_the_end))
        lesson = catalog.lessons()[0]
        of = Run(lesson.name, str(folder), "seed", str(scratch), **run)
        starters = Starters(of, lesson)
        entry = catalog.Service(app="tiny:create_app()", port=8091, empty="{}", public=public)
        service = Service("tiny", entry, str(folder), of, starters, Conversation())
        ends.extend([service.close, starters.close])
        return service

    yield make
    for end in ends:
        end()


# threads


def met(service: Service, threads: int, seconds: float = 4) -> list[int]:
    """What requests are answered that wait so long for each other, in a service of so many threads."""
    Part(service, "things").start(data={}, threads=threads)
    return sorted(reply.status for reply in service.together([("GET", f"/meet?seconds={seconds}", {})] * MEETING))


@pytest.mark.parametrize("fork", ["1", "0"], ids=["forked", "not forked"])
def test_as_many_requests_at_once_as_threads(examined: Callable[..., Service], fork: str) -> None:
    service = examined(fork=fork)
    assert met(service, MEETING) == [200] * MEETING
    assert met(service, MEETING - 1, seconds=0.2) == [503] * MEETING
    assert [start.threads for start in service.conversation.starts] == [MEETING, MEETING - 1]


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn runs on POSIX")
def test_a_command_may_ask_how_many_threads(examined: Callable[..., Service], tmp_path: Path) -> None:
    gunicorn = f"{shlex.quote(sys.executable)} -m gunicorn --chdir {shlex.quote(str(tmp_path / 'work'))}"
    command = f'{gunicorn} -b 127.0.0.1:$PORT --threads $THREADS -w $WORKERS "tiny:create_app()"'
    assert met(examined(commands={"tiny": command}), MEETING) == [200] * MEETING


# what it logs


def test_what_it_printed(examined: Callable[..., Service]) -> None:
    service = examined("print('up')")
    assert service.logged == []
    service.post("/say", json="one\n\ntw")
    assert service.logged == ["up", "one", ""]
    service.post("/say", json="o\n")
    service.restart()
    assert service.logged == ["up", "one", "", "two", "up"]


def test_waiting_for_what_it_prints(examined: Callable[..., Service]) -> None:
    service = examined("threading.Timer(0.1, print, ['late'], {'flush': True}).start()")
    service.start()
    assert service.wait_for_log(lambda lines: "late" in lines) == ["late"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "got      nothing was logged"),
        ("one\n", "got      one line:\none"),
        ("".join(f"{number}\n" for number in range(9)), "got      9 lines, the last of them:\n5\n6\n7\n8"),
        ("one\n\n", "got      2 lines, the last of them:\none"),
    ],
)
def test_what_is_not_printed_is_told(examined: Callable[..., Service], said: str, told: str) -> None:
    service = examined()
    service.post("/say", json=said)
    with pytest.raises(Unmet) as unmet:
        service.wait_for_log(lambda lines: "never" in lines, because="the operators read it there", seconds=0.01)
    assert str(unmet.value) == f"expected the log to say so within 0.01 seconds: the operators read it there\n{told}"


def test_what_a_running_service_prints_is_not_known(examined: Callable[..., Service]) -> None:
    service = examined(urls={"tiny": "http://127.0.0.1:1"})
    with pytest.raises(pytest.skip.Exception, match="needs to see what the service prints"):
        service.wait_for_log(bool)


# its routes


PUBLIC = ("GET /health", "GET /openapi.json", "GET /meet", "POST /say", "GET /keys")


@pytest.mark.parametrize("fork", ["1", "0"], ids=["forked", "not forked"])
def test_every_route_of_document_and_program(examined: Callable[..., Service], fork: str) -> None:
    service = examined(public=(*PUBLIC, "GET /things"), fork=fork)
    routes = service.routes()
    unknown = routes[0][1].rpartition("/")[2]
    assert routes == [
        ("PUT", f"/only/in/the/document/{unknown}"),
        ("POST", "/things"),
        ("GET", "/things/2147483646"),
        ("DELETE", f"/hidden/00000000-0000-0000-0000-000000000001/{unknown}/{unknown}"),
    ]
    for method, path in routes:
        service.request(method, path).expect(404 if "document" in path else 200)
    assert [exchange.path for exchange in service.conversation.exchanges] == [path for _, path in routes]


def test_a_public_route_is_one_by_its_form(examined: Callable[..., Service]) -> None:
    service = examined(public=(*PUBLIC, "DELETE /hidden/{a}/{b}/{c}", "GET /things/{id}"))
    assert [path.split("/")[1] for _, path in service.routes()] == ["only", "things", "things"]


def test_of_a_running_service_only_the_document_is_known(examined: Callable[..., Service], tmp_path: Path) -> None:
    running = examined("", PUBLIC).start()
    run = Run(running.run.lesson, "", "seed", str(tmp_path), urls={"tiny": str(running.base)})
    service = Service("tiny", running.entry, "", run, running.starters, Conversation())
    assert [path.split("/")[1] for _, path in service.routes()] == ["only", "things", "things", "things"]


@pytest.mark.parametrize(
    ("at_the_end", "told"),
    [
        (
            "if not first: raise RuntimeError('once is enough')",
            "expected your program's routes to be listed\ngot      RuntimeError: once is enough",
        ),
        ("if not first: os._exit(0)", "the process in which it was loaded ended before it was loaded"),
        ("if not first: sys.exit('enough')", "got      SystemExit: enough"),
        ("if not first: return app.wsgi_app", "got      tiny:create_app() is no Flask application but method"),
        ("PATHS.clear(); PATHS.update(a=7)", "expected a Swagger or OpenAPI document"),
        ("app.before_request(lambda: ('', 404))", "expected 200 OK: other people read there"),
    ],
)
def test_routes_that_are_not_found_out_are_told(examined: Callable[..., Service], at_the_end: str, told: str) -> None:
    with pytest.raises(Unmet) as unmet:
        examined(at_the_end, PUBLIC).routes()
    assert told in str(unmet.value)


def test_that_all_routes_are_public_is_told(examined: Callable[..., Service]) -> None:
    every = (
        "GET /things",
        "POST /things",
        "GET /things/{x}",
        "PUT /only/in/the/document/{x}",
        "DELETE /hidden/{}/{}/{}",
    )
    with pytest.raises(
        Unmet, match=r"expected routes that are not for everybody.*\ngot      .*, GET /things, POST /things, "
    ):
        examined(public=(*PUBLIC, *every)).routes()


# its database


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    server = Server(leftovers.new_mark())
    databases = Databases(server.url, "s")
    yield databases
    databases.close()
    server.close()


def test_a_database_is_asked_and_changed(databases: Databases) -> None:
    database = Database(databases.create(), databases)
    assert database.execute("CREATE TABLE things (id int, name text)") == []
    assert database.execute("INSERT INTO things VALUES (1, %s), (2, %s)", "100%", "b") == []
    assert database.execute("SELECT * FROM things WHERE id < %s", 2) == [(1, "100%")]
    assert database.execute("SELECT name FROM things WHERE name LIKE '%0%'") == [("100%",)]


def test_tables_are_dropped_whoever_made_them(databases: Databases) -> None:
    template = databases.create()
    Database(template, databases).execute(
        'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE "B c" (a int REFERENCES a); CREATE VIEW v AS SELECT * FROM a'
    )
    copy = Database(databases.create(template), databases)
    copy.drop_tables()
    assert copy.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    with pytest.raises(psycopg2.errors.UndefinedTable):
        copy.execute("SELECT * FROM a")
    copy.drop_tables()


def test_a_transaction_left_open_is_told(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workshop.harness.database.LOCK_SECONDS", 0.05)
    made = databases.create()
    database = Database(made, databases)
    database.execute("CREATE TABLE things (id int)")
    connection = psycopg2.connect(made.url)
    try:
        connection.cursor().execute("SELECT * FROM things")
        with pytest.raises(Unmet, match="expected no transaction open between requests: what is begun must end"):
            database.drop_tables()
    finally:
        connection.close()
    database.drop_tables()


# how it is shown and started again


TOKEN = "Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"


def test_long_headers_are_short_in_a_verdict_and_whole_for_curl() -> None:
    headers = {"Authorization": TOKEN, "X-API-Key": "short", "X-Empty": ""}
    exchange = Exchange("movies", "DELETE", "/movies/7", headers, None)
    assert request_line(exchange) == (
        "DELETE /movies/7 Authorization: Bearer eyJhbGciO…F0dXJl X-API-Key: short X-Empty:"
    )
    command = shlex.split(byhand.curl(exchange, 8001))
    assert command[:4] == ["curl", "-i", "-X", "DELETE"]
    assert command[5:] == ["-H", f"Authorization: {TOKEN}", "-H", "X-API-Key: short", "-H", "X-Empty;"]


def test_by_hand_the_service_is_started_that_the_failing_request_went_to() -> None:
    starts = (Start("authors", [1], {}, 1), Start("authors", [2], {}, 2), Start("books", [], {}, 1))
    requests = tuple(Exchange(service, "GET", "/x", {}, None) for service in ("books", "authors"))
    lesson = catalog.find("06-author-service")
    two = dataclasses.replace(lesson, services=dict.fromkeys(("authors", "books"), lesson.services["authors"]))
    for course, failing, wanted in (
        (lesson, None, 1),
        (lesson, 1, 1),
        (lesson, 2, 1),
        (two, None, 2),
        (two, 1, 2),
        (two, 2, 1),
    ):
        check = CheckResult(
            "test_x", 1, False, "It works.", "failed", failing=failing, starts=starts, requests=requests
        )
        assert byhand.start_of(check, course) == starts[wanted]


def test_files_that_a_check_wrote_are_kept_with_its_start(examined: Callable[..., Service], tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('["é"]', encoding="utf-8")
    service = examined()
    service.given["LEVEL"] = "2"
    service.start(
        env={"KEYS_FILE": str(keys), "OTHER": str(tmp_path / "none"), "OWN": str(tmp_path / "work" / "tiny.py")}
    )
    (start,) = service.conversation.starts
    assert start.files == {"KEYS_FILE": '["é"]'}
    assert start.env.keys() == {"LEVEL", "OTHER", "OWN"}

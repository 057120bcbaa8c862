"""What checks are written with: a client with a deadline, requests at the same moment, and values of their own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hostile import servers
from workshop import catalog
from workshop.harness import http
from workshop.harness.http import NoAnswer, Request, build
from workshop.harness.part import Part
from workshop.harness.record import Conversation
from workshop.harness.reply import Unmet
from workshop.harness.run import HANGS_ALLOWED, Hangs, Run, Starters
from workshop.harness.service import Service
from workshop.harness.values import Values
from workshop.serve.ports import free_port
from workshop.serve.starter import can_fork

TOGETHER = 5


class Server(ThreadingHTTPServer):
    """Answers the path it was asked for; /together only once five requests wait there; /never not before the end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.waiting = threading.Barrier(TOGETHER)
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.01,)).start()

    def handle_error(self, *_: Any) -> None:
        """A client that has gone is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if "together" in self.path:
            self.server.waiting.wait(timeout=10)
        if "never" in self.path:
            self.server.over.wait()
        self.send_response(200)
        self.send_header("X-Path", self.path)
        self.send_header("X-Type", self.headers["Content-Type"] or "none")
        self.send_header("X-Key", self.headers["X-API-Key"] or "none")
        self.send_header("Set-Cookie", "a=1")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server
        server.over.set()
        server.shutdown()


@pytest.fixture
def service(server: Server, tmp_path: Path) -> Service:
    """A service of a check, at the address of the server."""
    return of_a_check(server, tmp_path)


def of_a_check(server: Server, scratch: Path) -> Service:
    lesson = catalog.lessons()[0]
    run = Run(lesson.name, "", "seed", str(scratch), urls={"mini": server.url})
    entry = catalog.Service(app="mini.app:create_app()", port=8091)
    return Service("mini", entry, run.folder, run, Starters(run, lesson), Conversation())


@pytest.fixture
def rude(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that does as the function of `hostile.servers` which is the parameter."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def once() -> None:
            servers.answer(request.param, listener.accept()[0])

        thread = threading.Thread(target=once)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    "rude",
    [servers.drips_its_body, servers.drips_its_headers, servers.promises_for_ever],
    ids=lambda function: function.__name__,
    indirect=True,
)
def test_the_deadline_holds_for_the_whole_exchange(rude: str) -> None:
    began = time.monotonic()
    with pytest.raises(NoAnswer, match=r"no whole reply within 0\.3 seconds") as error:
        http.send(rude, Request("GET", "/"), seconds=0.3)
    assert error.value.hung
    assert 0.3 <= time.monotonic() - began < 2


@pytest.mark.parametrize(
    "rude",
    [servers.is_no_http, servers.promises_more_than_comes, servers.breaks_off_a_chunk, servers.hangs_up],
    ids=lambda function: function.__name__,
    indirect=True,
)
def test_what_is_no_reply_is_told_at_once(rude: str) -> None:
    with pytest.raises(NoAnswer) as error:
        http.send(rude, Request("GET", "/"))
    assert not error.value.hung


def test_nobody_there_is_told() -> None:
    with pytest.raises(NoAnswer, match="no connection: nothing listens there any more"):
        http.send(f"http://127.0.0.1:{free_port()}", Request("GET", "/"))


@pytest.mark.parametrize(
    ("options", "path", "kind", "body"),
    [
        ({"json": {"é": [1, None]}}, "/x", "application/json", b'{"\\u00e9": [1, null]}'),
        ({"json": None}, "/x", "application/json", b"null"),
        ({"body": b"\xff", "content_type": "text/plain"}, "/x", "text/plain", b"\xff"),
        ({"body": b"{}", "content_type": None}, "/x", "none", b"{}"),
        ({"params": {"a b": "é&", "n": 1}}, "/x?a+b=%C3%A9%26&n=1", "none", b""),
    ],
    ids=["json", "null", "bytes", "no type", "query"],
)
def test_a_request_is_sent_as_it_was_written(
    service: Service, options: dict[str, Any], path: str, kind: str, body: bytes
) -> None:
    reply = service.post("/x", **options)
    assert (reply.headers["X-Path"], reply.headers["x-type"], reply.answer.body) == (path, kind, body)
    (exchange,) = service.conversation.exchanges
    assert (exchange.method, exchange.path, exchange.status) == ("POST", path, 200)


def test_standing_headers_go_with_every_request(service: Service) -> None:
    service.headers["X-API-Key"] = "mine"
    replies = [
        service.get("/x"),
        service.send("GET", "/x").reply(),
        *service.together([("GET", "/x", {}), ("GET", "/x", {"headers": {"X-Other": "1"}})]),
        service.get("/x", headers={"x-api-key": "another"}),
        service.get("/x", headers={"X-Api-Key": None}),
    ]
    assert [reply.headers["X-Key"] for reply in replies] == [*["mine"] * 4, "another", "none"]
    sent = [exchange.headers for exchange in service.conversation.exchanges]
    assert sent[0] == {"X-API-Key": "mine"}
    assert sent[-2:] == [{"x-api-key": "another"}, {}]


def test_a_part_of_a_service_has_its_headers(service: Service) -> None:
    part = Part(service, "movies")
    part.headers["X-API-Key"] = "mine"
    assert part.get("/x").headers["X-Key"] == "mine"
    part.headers = {}
    assert part.get("/x").headers["X-Key"] == "none"


def test_a_header_may_hold_any_letters(service: Service) -> None:
    came = service.get("/x", headers={"X-API-Key": "clé 鍵"}).headers["X-Key"]
    assert came.encode("latin-1").decode() == "clé 鍵"


def test_a_query_is_added_to_one_that_is_there() -> None:
    assert build("GET", "/x?a=1", params={"b": 2}).path == "/x?a=1&b=2"


def test_requests_go_out_together_and_their_replies_keep_the_order(service: Service) -> None:
    replies = service.together([("POST", f"/together/{number}", {}) for number in range(TOGETHER)])
    assert [reply.headers["X-Path"] for reply in replies] == [f"/together/{number}" for number in range(TOGETHER)]


def test_a_request_may_wait_in_the_background(service: Service) -> None:
    pending = [service.send("POST", "/together/x", json={"n": number}) for number in range(TOGETHER - 1)]
    assert not any(each.done for each in pending)
    service.post("/together/last").expect(200)
    assert [each.reply().answer.body for each in pending] == [b'{"n": %d}' % number for number in range(TOGETHER - 1)]


def test_a_background_request_without_an_answer_fails_where_it_is_awaited(service: Service) -> None:
    pending = service.send("GET", "/never", seconds=0.2)
    with pytest.raises(Unmet, match=r"no whole reply within 0\.2 seconds"):
        pending.reply()


def test_a_hopeless_service_is_not_asked_for_ever(server: Server, tmp_path: Path) -> None:
    allowed = HANGS_ALLOWED if can_fork() else 2
    for number in range(allowed):
        assert not Hangs(str(tmp_path)).too_many_requests()
        check = of_a_check(server, tmp_path)
        pending = [check.send("GET", f"/never/{number}", seconds=0.1) for _ in range(3)]
        for each in pending:
            each.thread.join()
    service = of_a_check(server, tmp_path)
    with pytest.raises(Unmet, match="not asked: the service left others before without an answer"):
        service.get("/x")


def test_a_running_service_is_not_started(service: Service) -> None:
    kinds = [{"env": {"A": "1"}}, {"workers": 2}, {"threads": 9}, {"migrated": False}, {"data": []}]
    for start in (*(partial(service.start, **kind) for kind in kinds), service.restart):
        with pytest.raises(pytest.skip.Exception, match="needs control of the service"):
            start()


KINDS: dict[str, Callable[[Values], str]] = {
    "title": Values.title,
    "name": Values.name,
    "email": Values.email,
    "word": Values.word,
    "missing_id": Values.missing_id,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_value_is_given_out_once(kind: Callable[[Values], str]) -> None:
    some = Values("seed")
    assert len({kind(some) for _ in range(3000)}) == 3000


def many(seed: str) -> list[Any]:
    some = Values(seed)
    things = [some.movie(), some.user(), some.author(), some.book("7"), some.missing_id(), some.year(), some.genre()]
    return [*things, some.integer(1, 10**9), some.choice(range(10**9))]


def test_a_seed_repeats_its_values() -> None:
    assert many("a/test_x") == many("a/test_x")
    assert many("a/test_x") != many("a/test_y")
    assert many("a/test_x") != many("b/test_x")


def test_changes_are_laid_over_a_movie() -> None:
    movie = Values("seed").movie(year=1979, extra=True)
    assert movie.keys() == {"title", "year", "cast", "image", "description", "extra"}
    assert (movie["year"], movie["extra"]) == (1979, True)


def test_an_id_that_nobody_has_can_stand_in_a_path() -> None:
    some = Values("seed")
    assert all(http.can_be_asked(some.missing_id()) for _ in range(100))

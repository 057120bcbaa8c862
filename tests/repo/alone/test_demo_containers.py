"""A stack of containers with the wire between its boxes: what is done to each, who reaches whom, what is left of it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

import engine
from engine import docker
from free_ports import on_free_ports
from loaded import SECONDS, Loaded
from small_course import ROOT, until
from workshop.catalog import find
from workshop.demo import composing
from workshop.demo.containers import LEFT, UNKNOWN, Containers
from workshop.demo.system import CLIENTS, GATEWAY, POSTGRES, VALKEY, ActionError
from workshop.demo.traffic import PROBLEM
from workshop.demo.watching import Watch
from workshop.harness.docker import ownership
from workshop.harness.docker.cli import EngineError, run
from workshop.harness.docker.crash import crash
from workshop.harness.docker.ownership import MARK, PID, Owner, options
from workshop.harness.docker.reaper import MODULE
from workshop.serve import leftovers
from workshop.serve.ports import free_port, is_taken
from workshop.stacks.members import members
from workshop.stacks.stack import StackError

pytestmark = pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))
IMAGE = "python:3.13-slim"
RATE = 16.0  # requests a second; the gateway lets 20 pass
SLOW = 0.7
EACH = ("books", POSTGRES, GATEWAY)  # a service, a store, and the gateway
KINDS = (("ps", "--all"), ("network", "ls"), ("volume", "ls"), ("image", "ls"))
LOOK = """
import socket
for name in ("books", "books.real", "postgres.real", "users", "python.org"):
    try:
        print(name, socket.gethostbyname(name))
    except OSError:
        print(name, "nowhere")
"""


def labelled(label: str) -> list[str]:
    """The containers, networks, volumes and images that there are with this label."""
    return [found for kind in KINDS for found in docker(*kind, "--quiet", "--filter", f"label={label}").split()]


def containers(label: str) -> dict[str, dict[str, Any]]:
    """What the engine knows of the containers with this label, by their names in the compose file."""
    found = json.loads(docker("inspect", *docker("ps", "--all", "--quiet", "--filter", f"label={label}").split()))
    return {each["Config"]["Labels"]["com.docker.compose.service"]: each for each in found}


class Shown(Loaded[Containers]):
    """The stack of lesson 14 under load, in containers."""

    def __init__(self, folder: Path) -> None:
        lesson = find("14")
        chosen = members(lesson, False, print)
        super().__init__(lambda told: Containers(lesson, chosen, told, folder, port=free_port()), RATE, times=1)

    @property
    def label(self) -> str:
        return f"{MARK}={self.system.owner.mark}"

    def state(self, box: str) -> str:
        return self.system.states()[box]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    stack = Shown(tmp_path_factory.mktemp("stacks"))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def shown(running: Shown) -> Shown:
    """The running stack, well."""
    running.system.mend()  # where another test has failed
    running.is_well()
    return running


# who reaches whom


def test_every_call_passes_the_wire(shown: Shown) -> None:
    edges = {(edge.source, edge.target) for edge in shown.system.edges}
    services = set(shown.system.lesson.stack)
    assert edges >= {(CLIENTS, GATEWAY), ("authors", "books"), ("movies", "users")}
    assert edges >= {(GATEWAY, name) for name in services} | {(name, POSTGRES) for name in services}
    assert {source for source, target in edges if target == VALKEY} == {"users", "authors"}
    for source, target in edges:
        until(lambda: shown.on_edge(source, target).total(), f"a call from {source} to {target}")  # noqa: B023
    assert shown.get("movies", "/movies").status_code == 200
    assert shown.get("movies", "/nothing").headers["Content-Type"] == PROBLEM
    assert shown.system.states() == dict.fromkeys(shown.system.boxes, "running")


def test_a_box_meets_nobody_but_the_switchboard(shown: Shown) -> None:
    all_of_it = containers(shown.label)
    for network in docker("network", "ls", "--quiet", "--filter", f"label={shown.label}").split():
        (room,) = json.loads(docker("network", "inspect", network))
        names = {each["Name"].removesuffix("-1").rpartition("-")[2] for each in room["Containers"].values()}
        assert "switchboard" in names
        assert len(names) <= 2
        assert room["Internal"] == (len(names) == 2)
    ports = {name: each["NetworkSettings"]["Ports"] for name, each in all_of_it.items()}
    reached = {name: [ends for ends in given.values() if ends] for name, given in ports.items()}
    assert [name for name, ends in reached.items() if ends] == ["switchboard"]
    assert {end["HostIp"] for ends in reached["switchboard"] for end in ends} == {"127.0.0.1"}
    own = all_of_it["authors"]["Id"]
    board = {each["IPAddress"] for each in all_of_it["switchboard"]["NetworkSettings"]["Networks"].values()}
    found = dict(
        line.split()
        for line in docker("exec", "--env=RES_OPTIONS=timeout:1 attempts:1", own, "python", "-c", LOOK).splitlines()
    )
    assert found["books"] in board
    assert {name for name, address in found.items() if address == "nowhere"} == found.keys() - {"books"}


def test_nothing_is_changed_but_how_long_caches_keep_an_answer(shown: Shown) -> None:
    file = ROOT / "compose" / "14-gateway.yml"
    given = json.loads(docker("compose", "-f", str(file), "config", "--format=json"))["services"]
    for name, each in containers(shown.label).items():
        if name == "switchboard":
            continue
        env = dict(entry.split("=", 1) for entry in each["Config"]["Env"])
        assert env.items() >= (given[name].get("environment") or {}).items()
        assert env.get("CACHE_TTL") == ("2" if name in ("users", "authors") else None)
        host = each["HostConfig"]
        assert (host["ReadonlyRootfs"], host["CapDrop"]) == (True, ["ALL"])
        assert host["RestartPolicy"]["Name"] == given[name]["restart"]


def test_orders_are_taken_from_whoever_has_the_token_alone(shown: Shown) -> None:
    assert shown.system.wire
    host, port = shown.system.wire.address
    with socket.create_connection((host, port), SECONDS) as stranger, stranger.makefile("rwb") as stream:
        stream.write(b'guess\n{"do": "end"}\n')
        stream.flush()
        assert b"The first line must be the token" in stream.readline()
    assert shown.system.figures()


# what is done to boxes


@pytest.mark.portioned
@pytest.mark.parametrize("box", EACH)
def test_what_is_killed_comes_back(shown: Shown, box: str) -> None:
    events = len(shown.events)
    shown.system.kill(box)
    assert shown.state(box) in ("away", "starting")
    with pytest.raises(ActionError, match=f"{box} is away"):
        shown.system.freeze(box)
    until(lambda: shown.state(box) == "running", f"{box} runs again")
    shown.is_well()
    told = [text for name, text in shown.events[events:] if name == box]
    assert told[0].startswith("has ended")
    assert told[-1] == "answers again"


@pytest.mark.portioned
@pytest.mark.parametrize("box", [*EACH, VALKEY])
def test_what_is_frozen_answers_nothing_until_it_goes_on(shown: Shown, box: str) -> None:
    began = time.monotonic()
    shown.system.freeze(box)
    shown.system.freeze(box)
    assert {name: state for name, state in shown.system.states().items() if state != "running"} == {box: "frozen"}
    if box == GATEWAY:
        with pytest.raises(requests.Timeout):
            shown.get("movies", "/health", seconds=0.5)
    elif box != VALKEY:
        until(lambda: any(sent.status >= 503 and sent.told for sent in shown.record.since(began)), "clients are told")
        assert all(box in sent.route.needs for sent in shown.record.since(began) if not sent.well)
    shown.system.thaw(box)
    shown.system.thaw(box)
    shown.is_well()


@pytest.mark.portioned
@pytest.mark.parametrize("box", EACH)
def test_what_is_slow_holds_its_replies_back(shown: Shown, box: str) -> None:
    shown.system.slow(box, SLOW)
    assert shown.state(box) == f"slow {SLOW:g} s"
    began = time.monotonic()
    until(lambda: any(sent.seconds >= SLOW for sent in shown.record.since(began) if box in sent.route.needs), "late")
    shown.system.slow(box, 0)
    shown.is_well()
    began = time.monotonic()
    until(lambda: any(sent.seconds < SLOW for sent in shown.record.since(began) if box in sent.route.needs), "soon")


@pytest.mark.portioned
@pytest.mark.parametrize("box", EACH)
def test_a_restart_is_in_order_and_at_once(shown: Shown, box: str) -> None:
    events, container = len(shown.events), shown.system.good[box]
    before = docker("inspect", "--format={{.State.StartedAt}}", container)
    shown.system.restart(box)
    assert shown.state(box) == "starting"
    until(lambda: shown.state(box) == "running", f"{box} runs again")
    assert docker("inspect", "--format={{.State.StartedAt}}", container) != before
    assert [text for name, text in shown.events[events:] if name == box] == ["answers again"]
    shown.is_well()


def test_a_bad_version_is_healthy_and_fails_until_it_is_rolled_back(shown: Shown) -> None:
    good = docker("inspect", "--format={{.State.StartedAt}}", shown.system.good["movies"])
    shown.system.deploy_bad("movies")
    assert shown.state("movies") == "bad version"
    failed = shown.get("movies", "/movies")
    assert (failed.status_code, failed.headers["Content-Type"]) == (500, PROBLEM)
    assert shown.get("users", "/.well-known/jwks.json").status_code == 200
    with pytest.raises(ActionError, match="already"):
        shown.system.deploy_bad("movies")
    until(lambda: "MissingColumn" in shown.system.log("movies"), "its log says why")

    shown.system.kill("movies")
    assert shown.state("movies") in ("away", "starting")
    until(lambda: shown.state("movies") == "bad version", "what comes back is as bad")

    shown.system.roll_back("movies")
    shown.system.roll_back("movies")
    shown.is_well()
    assert docker("inspect", "--format={{.State.StartedAt}}", shown.system.good["movies"]) == good
    assert "MissingColumn" not in shown.system.log("movies")


def test_what_can_not_be_done_is_said(shown: Shown) -> None:
    system = shown.system
    for act in (system.kill, system.freeze, system.restart, system.deploy_bad, lambda box: system.slow(box, 1)):
        with pytest.raises(ActionError, match=CLIENTS):
            act(CLIENTS)
    with pytest.raises(ActionError, match="gateway is no service"):
        system.deploy_bad(GATEWAY)
    with pytest.raises(ActionError, match="0 to 30 seconds, not for 31"):
        system.slow("books", 31)
    assert set(system.states().values()) == {"running"}


def test_everything_is_mended(shown: Shown) -> None:
    shown.system.freeze("users")
    shown.system.deploy_bad("users")
    shown.system.freeze("users")
    shown.system.freeze(POSTGRES)
    shown.system.slow("books", 2)
    shown.system.mend()
    assert set(shown.system.states().values()) == {"running"}
    shown.is_well()


def test_an_outage_is_refused_at_once_and_no_name_is_asked_of_others(shown: Shown) -> None:
    docker("stop", "--time=2", shown.system.good["books"])
    try:
        until(lambda: shown.state("books") == "away", "it is seen")
        refused = shown.get("books", "/books")
        assert (refused.status_code, refused.headers["Content-Type"]) == (502, PROBLEM), "one that is waited for is 504"
        box, text = shown.events[-1]
        assert box == "books"
        assert re.fullmatch(r"has ended with exit code (0|137), and nobody starts it again but you", text)
        with pytest.raises(ActionError, match="books is away at the moment: wait until it is back, or restart it"):
            shown.system.kill("books")
    finally:
        shown.system.restart("books")
    shown.is_well()


# what belongs to others, and the end


@pytest.fixture
def others() -> Iterator[str]:
    """A container of another run that goes on."""
    owner = Owner(os.getpid(), "others", "others")
    container = docker("run", "--detach", *options(owner.passing), IMAGE, "sleep", "300")
    yield container
    run("rm", "--force", container)


def test_a_container_that_nobody_starts_again_is_away_until_it_is_restarted(others: str) -> None:
    told: list[tuple[str, str]] = []
    watch = Watch({"other": others}, lambda *event: told.append(event))
    try:
        crash(others, Owner(os.getpid(), "others", "others").passing)
        until(lambda: watch.states["other"] == "away", "it is seen")
        assert told == [("other", "has ended with exit code 137, and nobody starts it again but you")]
        watch.restart("other")
        assert watch.states["other"] == "starting"
        until(lambda: watch.states["other"] == "running", "it runs again")
        assert told[1:] == [("other", "answers again")]
    finally:
        watch.close()


def test_nothing_is_left_whatever_state_it_is_in(shown: Shown, others: str) -> None:
    assert len(labelled(shown.label)) > 10
    shown.system.freeze("books")
    shown.system.freeze(GATEWAY)
    shown.system.kill(VALKEY)
    shown.system.deploy_bad("movies")
    shown.system.slow("authors", 30)
    port = shown.system.ports[GATEWAY]
    assert is_taken(port)
    shown.stop()
    shown.stop()
    assert labelled(shown.label) == []
    assert not is_taken(port)
    assert not shown.system.folder.exists()
    assert docker("inspect", "--format={{.State.Status}}", others) == "running"


@pytest.fixture
def ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Containers]:
    """A stack of which a volume and a folder are there, and that is ended in a moment."""
    monkeypatch.setattr("workshop.demo.containers.REMOVING_SECONDS", 0.1)
    lesson = find("6")
    system = Containers(lesson, on_free_ports(lesson), print, tmp_path)
    system.folder.mkdir()
    system.begun = True
    docker("volume", "create", *options(system.owner.passing))
    yield system
    ownership.remove_marked(system.owner.mark)


def test_what_docker_does_not_remove_is_told_once_with_what_removes_it(ending: Containers) -> None:
    (volume,) = labelled(f"{MARK}={ending.owner.mark}")
    user = docker("create", f"--volume={volume}:/used", IMAGE)
    try:
        with pytest.raises(StackError) as told:
            ending.stop()
    finally:
        docker("rm", user)
    assert str(told.value) == f"{LEFT}:\ndocker volume rm --force {volume}"
    assert not ending.folder.exists(), "what comes after that is done all the same"
    ending.stop()


def test_where_the_engine_is_gone_it_is_told_that_nobody_knows(
    ending: Containers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    with pytest.raises(StackError, match=UNKNOWN):
        ending.stop()
    assert not ending.folder.exists()
    monkeypatch.delenv("DOCKER_HOST")


def test_a_start_that_fails_says_why_and_what_is_left(ending: Containers, monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(error: Exception) -> Callable[..., None]:
        def fail(*_: object) -> None:
            raise error

        return fail

    monkeypatch.setattr(composing, "read", raising(EngineError("there is no file")))
    monkeypatch.setattr(ending, "_remove", raising(StackError("a container is left")))
    with pytest.raises(StackError, match=r"^there is no file\na container is left$"):
        ending.start()


def test_the_folder_of_a_killed_console_is_deleted(ending: Containers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "STACKS", ending.folder.parent)
    leftovers.remove_temporary_folders(ending.owner.mark)
    assert not ending.folder.exists()


SCRIPT = """
import signal, sys, threading
from pathlib import Path
from workshop.catalog import find
from workshop.cli import _end
from workshop.demo.containers import Containers
from workshop.serve.ports import free_port
from workshop.stacks.members import members

signal.signal(signal.SIGTERM, _end)
lesson = find("6")
chosen = [member.moved(free_port()) for member in members(lesson, False, print)]
system = Containers(lesson, chosen, print, Path(sys.argv[1]))
try:
    system.start()
    print("up", flush=True)
    threading.Event().wait()
finally:
    system.stop()
"""


def begun(folder: Path) -> subprocess.Popen[str]:
    """A console that has begun to bring up stack 6."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def killed(folder: Path, reaped: bool) -> int:
    """The number of a console that was killed when stack 6 was up, and its reaper before it unless it is `reaped`."""
    console = begun(folder)
    assert console.stdout
    assert console.stdout.readline() == "up\n"
    for name in ("movies", "authors"):
        assert name in containers(f"{PID}={console.pid}")
    assert len(labelled(f"{PID}={console.pid}")) > 10
    if not reaped:
        for child in psutil.Process(console.pid).children():
            if MODULE in child.cmdline():
                child.kill()
    console.kill()
    console.communicate()
    return console.pid


def test_what_a_killed_console_left_goes_by_itself(tmp_path: Path, others: str) -> None:
    pid = killed(tmp_path, reaped=True)
    until(lambda: labelled(f"{PID}={pid}") == [], "all of it is gone", seconds=60)
    assert docker("inspect", "--format={{.State.Status}}", others) == "running"


def test_what_is_left_all_the_same_goes_at_the_next_start(tmp_path: Path, others: str) -> None:
    pid = killed(tmp_path, reaped=False)
    assert len(labelled(f"{PID}={pid}")) > 10

    lesson = find("14")
    with socket.create_server(("127.0.0.1", 0)) as holding:
        port = holding.getsockname()[1]
        with pytest.raises(StackError, match=f"port {port}, for gateway, is taken by {psutil.Process().name()}"):
            Containers(lesson, members(lesson, False, print), print, tmp_path, port=port).start()
    assert labelled(f"{PID}={pid}") == []
    assert docker("inspect", "--format={{.State.Status}}", others) == "running"


def test_whoever_is_told_to_end_while_it_is_starting_leaves_nothing(tmp_path: Path) -> None:
    told = begun(tmp_path)
    until(lambda: docker("ps", "--quiet", "--filter", f"label={PID}={told.pid}"), "a container runs", seconds=300)
    told.send_signal(signal.SIGTERM)
    told.communicate(timeout=120)
    assert labelled(f"{PID}={told.pid}") == []

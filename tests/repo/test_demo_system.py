"""A stack of processes with the wire between its boxes: each action on each box under load."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

if sys.platform != "linux":
    pytest.skip("freezes processes, and looks for what bears a mark", allow_module_level=True)

from free_ports import on_free_ports
from loaded import LoadedProcesses, left_of
from small_course import until
from workshop.catalog import find
from workshop.demo.processes import Processes
from workshop.demo.system import CLIENTS, POSTGRES, VALKEY, ActionError
from workshop.demo.traffic import PROBLEM, Sent
from workshop.serve import leftovers
from workshop.stacks.stack import Stack, StackError, take_all
from workshop.stores import postgres, valkey
from workshop.stores.databases import Databases

BOXES = {6: ("movies", "users", "books", "authors", POSTGRES)}
BOXES[12] = (*BOXES[6], VALKEY)
SERVICES = BOXES[6][:4]
EACH = [(6, "movies"), (6, POSTGRES), *((12, box) for box in BOXES[12])]
SLOW = 0.7
Stacks = Callable[[int], LoadedProcesses]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    """The running stack of a lesson, under load; well."""
    started: dict[int, LoadedProcesses] = {}

    def of(number: int) -> LoadedProcesses:
        for other in started.keys() - {number}:  # two of them would be in each other's way
            started.pop(other).stop()
        if number not in started:
            started[number] = LoadedProcesses(number, tmp_path_factory.mktemp("stacks"))
            started[number].start()
        started[number].is_well()
        return started[number]

    yield of
    for each in started.values():
        each.stop()


@pytest.mark.parametrize("number", BOXES)
def test_every_call_passes_the_wire(shown: Stacks, number: int) -> None:
    stack = shown(number)
    assert tuple(stack.system.boxes) == (CLIENTS, *BOXES[number])
    edges = {(edge.source, edge.target) for edge in stack.system.edges}
    assert edges >= {(CLIENTS, name) for name in SERVICES} | {("authors", "books"), ("books", POSTGRES)}
    assert ((("authors", VALKEY) in edges), ("movies", POSTGRES) in edges) == (number == 12, number == 12)
    for source, target in edges:
        until(lambda: stack.on_edge(source, target).total(), f"a call from {source} to {target}")  # noqa: B023
    assert stack.system.states() == dict.fromkeys((CLIENTS, *BOXES[number]), "running")


@pytest.mark.portioned
@pytest.mark.parametrize(("number", "box"), EACH)
def test_what_is_killed_comes_back(shown: Stacks, number: int, box: str) -> None:
    stack = shown(number)
    before, events = stack.system.stack.parts[box].first.pid, len(stack.events)
    stack.system.kill(box)
    assert stack.system.states()[box] != "running"
    with pytest.raises(ActionError, match=f"{box} is away"):
        stack.system.freeze(box)
    until(lambda: any(event == box for event, _ in stack.events[events:]), "it is told")
    until(lambda: stack.system.states()[box] == "running", f"{box} runs again")
    assert stack.system.stack.parts[box].first.pid != before
    stack.is_well()


@pytest.mark.portioned
@pytest.mark.parametrize(("number", "box"), EACH)
def test_what_is_frozen_answers_nothing_until_it_goes_on(shown: Stacks, number: int, box: str) -> None:
    stack = shown(number)
    stack.system.freeze(box)
    began = time.monotonic()
    assert stack.system.states()[box] == "frozen"
    others = {name: state for name, state in stack.system.states().items() if name != box}
    assert set(others.values()) == {"running"}
    if box in SERVICES:
        with pytest.raises(requests.Timeout):
            stack.get(box, "/health", seconds=0.5)
    elif box == POSTGRES:
        until(lambda: any(not sent.well for sent in stack.record.since(began)), "a request fails without a database")
    stack.system.thaw(box)
    stack.system.thaw(box)
    stack.is_well()


def asks(sent: Sent, box: str) -> bool:
    """Whether this can't have been answered without the box."""
    return sent.route.service == box if box in SERVICES else box in sent.route.needs


@pytest.mark.portioned
@pytest.mark.parametrize(("number", "box"), EACH)
def test_what_is_slow_holds_its_replies_back(shown: Stacks, number: int, box: str) -> None:
    stack = shown(number)
    stack.system.slow(box, SLOW)
    assert stack.system.states()[box] == f"slow {SLOW:g} s"
    began = time.monotonic()
    if box == VALKEY:
        waited = stack.on_edge("users", VALKEY)["none"]
        until(lambda: stack.on_edge("users", VALKEY)["none"] > waited, "users does not wait for a cache")
    else:
        until(
            lambda: any(sent.seconds >= SLOW for sent in stack.record.since(began) if box in sent.route.needs), "late"
        )
    stack.system.slow(box, 0)
    stack.is_well()
    if box == VALKEY:
        answered = stack.on_edge("users", VALKEY)["answered"]
        until(lambda: stack.on_edge("users", VALKEY)["answered"] > answered, "the cache is waited for again")
    else:
        began = time.monotonic()
        until(lambda: any(sent.seconds < SLOW for sent in stack.record.since(began) if asks(sent, box)), "soon again")


@pytest.mark.portioned
@pytest.mark.parametrize(("number", "box"), EACH)
def test_a_restart_is_in_order_and_at_once(shown: Stacks, number: int, box: str) -> None:
    stack = shown(number)
    before, events = stack.system.stack.parts[box].first.pid, len(stack.events)
    stack.system.restart(box)
    assert stack.system.states()[box] == "starting"
    until(lambda: stack.system.stack.parts[box].first.pid != before, "it is another process")
    stack.is_well()
    told = [text for name, text in stack.events[events:] if name == box]
    assert len(told) == 1
    assert told[0].startswith("answers again")


@pytest.mark.portioned
@pytest.mark.parametrize(("number", "service"), [(number, box) for number, box in EACH if box in SERVICES])
def test_a_bad_version_is_healthy_and_fails_until_it_is_rolled_back(shown: Stacks, number: int, service: str) -> None:
    stack = shown(number)
    good = stack.system.stack.parts[service].first.pid
    stack.system.deploy_bad(service)
    assert stack.system.states()[service] == "bad version"
    assert stack.get(service, "/health").status_code == 200
    failed = stack.get(service, f"/{service}")
    assert failed.status_code == 500
    assert (failed.headers["Content-Type"] == PROBLEM) == (number == 12)
    with pytest.raises(ActionError, match="already"):
        stack.system.deploy_bad(service)
    until(lambda: "MissingColumn" in stack.system.log(service), "its log says why")

    stack.system.kill(service)
    until(lambda: stack.system.states()[service] == "bad version", "what comes back is as bad")

    stack.system.roll_back(service)
    stack.system.roll_back(service)
    stack.is_well()
    assert stack.system.stack.parts[service].first.pid == good, "the good version was never away"


def test_what_can_not_be_done_is_said(shown: Stacks) -> None:
    system = shown(12).system
    for act in (system.kill, system.freeze, system.restart, system.deploy_bad, lambda box: system.slow(box, 1)):
        with pytest.raises(ActionError, match=CLIENTS):
            act(CLIENTS)
    with pytest.raises(ActionError, match="PostgreSQL is no service"):
        system.deploy_bad(POSTGRES)
    with pytest.raises(ActionError, match="0 to 30 seconds, not for 31"):
        system.slow("books", 31)
    assert set(system.states().values()) == {"running"}


def test_everything_is_mended(shown: Stacks) -> None:
    stack = shown(12)
    stack.system.freeze("movies")
    stack.system.freeze(POSTGRES)
    stack.system.slow("books", 2)
    stack.system.deploy_bad("users")
    stack.system.freeze("users")
    stack.system.mend()
    stack.system.mend()
    assert set(stack.system.states().values()) == {"running"}
    stack.is_well()


# what belongs to others


def test_a_server_of_somebody_else_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = valkey.Server()
    monkeypatch.setenv(valkey.VARIABLE, theirs.url)
    stack = LoadedProcesses(12, tmp_path)
    try:
        stack.start()
        assert stack.system.boxes[VALKEY].actions == ("slow",)
        for act in (stack.system.kill, stack.system.freeze, stack.system.restart):
            with pytest.raises(ActionError, match="was not started here, and is left alone"):
                act(VALKEY)
        stack.is_well()
        until(lambda: stack.on_edge("users", VALKEY)["answered"], "it is used")
    finally:
        stack.stop()
        assert theirs.answers()
        theirs.close()


def test_two_stacks_on_a_server_of_somebody_else_leave_it_and_each_other_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, lesson = postgres.Server(), find("4")
    monkeypatch.setenv(postgres.VARIABLE, server.url)
    databases = Databases(server.url)
    theirs = databases.create(name="04_demo_users").name
    one, other = (Stack("04-demo", on_free_ports(lesson), print, tmp_path, passing=True) for _ in range(2))
    try:
        one.start()
        other.start()
        assert one.health("users") == other.health("users") == "ok"
        mine = [stack.urls["users"].rpartition("/")[2] for stack in (one, other)]
        assert [databases.exists(name) for name in (*mine, theirs)] == [True, True, True]
        assert sorted(tmp_path.iterdir()) == sorted([one.folder, other.folder])
        one.stop()
        assert requests.get(f"{other.url('users')}/users", timeout=10).ok
        other.stop()
        assert [databases.exists(name) for name in (*mine, theirs)] == [False, False, True]
        assert list(tmp_path.iterdir()) == []
    finally:
        take_all([one.stop, other.stop, databases.close, server.close])


def test_a_step_that_fails_keeps_no_other_from_being_taken() -> None:
    taken: list[str] = []

    def fails() -> None:
        taken.append("second")
        raise StackError("it is stuck")

    with pytest.raises(StackError, match="it is stuck"):
        take_all([lambda: taken.append("first"), fails, lambda: taken.append("third")])
    assert taken == ["first", "second", "third"]


def test_what_a_killed_run_has_kept_is_deleted_with_its_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "STACKS", tmp_path)
    lesson = find("6")
    killed, running = (Processes(lesson, on_free_ports(lesson), print, tmp_path).stack for _ in range(2))
    for stack in (killed, running):
        stack.folder.mkdir()
        stack.log("books").touch()
    (tmp_path / "06").mkdir()
    leftovers.remove_temporary_folders(killed.mark)
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "06", running.folder])


def test_a_port_that_is_taken_is_told_with_who_has_it(tmp_path: Path) -> None:
    lesson = find("6")
    chosen = on_free_ports(lesson)
    system = Processes(lesson, chosen, print, tmp_path)
    with socket.create_server(("127.0.0.1", chosen[2].entry.port)), pytest.raises(StackError) as told:
        system.start()
    assert f"for books, is taken by {psutil.Process().name()}" in str(told.value)
    assert "Nothing was started." in str(told.value)
    assert left_of(system.stack.mark) == []

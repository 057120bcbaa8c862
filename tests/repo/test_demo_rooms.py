"""The compose file that puts the wire between the containers of a stack, and what goes with it; without an engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from workshop.catalog import ROOT, find
from workshop.demo import image, rooms, shape
from workshop.demo.containers import Containers
from workshop.demo.system import CLIENTS, GATEWAY, POSTGRES, VALKEY, Edge
from workshop.demo.watching import state_of
from workshop.harness.docker import cli
from workshop.harness.docker.ownership import labelled
from workshop.harness.docker.stack import Seen
from workshop.stacks.members import members
from workshop.stacks.stack import StackError

Json = dict[str, Any]
EDGES = [
    Edge(CLIENTS, "books", "http"),
    Edge(CLIENTS, "authors", "http"),
    Edge("authors", "books", "http"),
    Edge("authors", POSTGRES, "tcp"),
]
COMPOSED: Json = {
    "name": "small",
    "networks": {"default": {"name": "small_default"}},
    "services": {
        "authors": {
            "image": "a",
            "environment": {"PORT": "8004"},
            "networks": {"default": None},
            "ports": [{"target": 8004, "published": "8004"}],
            "depends_on": {"migrate": {"condition": "service_completed_successfully", "required": True}},
            "read_only": True,
        },
        "books": {"image": "b", "environment": {"PORT": "8003"}, "networks": {"default": None}, "restart": "always"},
        "migrate": {"image": "a", "networks": {"default": None}},
        "key": {"image": "a", "network_mode": "none"},
        "postgres": {"image": "c", "networks": {"default": None}},
    },
    "secrets": {"password": {"file": "password"}},
}
PUBLISHED = {"books": 18003, "authors": 18004}


@pytest.fixture
def arranged(tmp_path: Path) -> Json:
    made = rooms.arranged(COMPOSED, EDGES, rooms.Given(tmp_path / "image", tmp_path / "plan.json", PUBLISHED))
    read: Json = json.loads(json.dumps(made))
    return read


def test_each_box_is_alone_with_the_switchboard(arranged: Json) -> None:
    services = arranged["services"]
    for name in ("books", "authors", "postgres"):
        assert services[name]["networks"] == {name: {"aliases": [f"{name}.real"]}}
        assert arranged["networks"][name]["internal"] is True
    assert services["switchboard"]["networks"] == {
        "clients": {"aliases": ["clients.wire"]},
        "books": {"aliases": ["books.wire"]},
        "authors": {"aliases": ["authors.wire", "books", "postgres"]},
        "postgres": {"aliases": ["postgres.wire"]},
    }
    assert arranged["networks"].keys() == services["switchboard"]["networks"].keys()


def test_jobs_go_straight_to_the_stores_and_who_wants_no_network_has_none(arranged: Json) -> None:
    assert arranged["services"]["migrate"]["networks"] == {"postgres": None}
    assert arranged["services"]["key"] == COMPOSED["services"]["key"]


def test_the_switchboard_alone_has_ports_and_this_machine_alone_reaches_them(arranged: Json) -> None:
    assert [name for name, service in arranged["services"].items() if "ports" in service] == ["switchboard"]
    assert arranged["services"]["switchboard"]["ports"] == [
        {"target": 8003, "host_ip": "127.0.0.1", "protocol": "tcp", "published": "18003"},
        {"target": 8004, "host_ip": "127.0.0.1", "protocol": "tcp", "published": "18004"},
        {"target": 9000, "host_ip": "127.0.0.1", "protocol": "tcp"},
    ]


def test_all_else_stays_as_it_was(arranged: Json) -> None:
    touched = {"networks", "ports", "depends_on"}
    for name, service in COMPOSED["services"].items():
        kept = {key: value for key, value in service.items() if key not in touched}
        assert {key: value for key, value in arranged["services"][name].items() if key not in touched} == kept
    waits = arranged["services"]["authors"]["depends_on"]
    assert waits == {
        **COMPOSED["services"]["authors"]["depends_on"],
        "switchboard": {"condition": "service_started", "required": True},
    }
    assert arranged["secrets"].keys() == {"password", "plan"}
    assert COMPOSED["services"]["books"].get("depends_on") is None, "what was given is not changed"


def test_the_room_that_a_call_comes_from_tells_whose_it_is() -> None:
    taps = {(tap.source, tap.target): tap for tap in rooms.taps(COMPOSED, EDGES)}
    assert taps.keys() == {(edge.source, edge.target) for edge in EDGES}
    own, others = taps["authors", "books"], taps[CLIENTS, "books"]
    assert (own.listen, own.at, own.to) == (8003, "authors.wire", ("books.real", 8003))
    assert (others.listen, others.at, others.to) == (8003, "clients.wire", ("books.real", 8003))
    assert taps["authors", POSTGRES].to == ("postgres.real", 5432)


def test_labels_are_on_all_that_is_made() -> None:
    built = {"build": {"context": "."}, "container_name": "mine", "labels": {"theirs": "1"}}
    file = {"services": {"a": built}, "networks": {"b": None}, "volumes": {"c": {}, "d": {"external": True}}}
    changed = labelled(file, {"ours": "2"})
    assert changed["services"]["a"] == {
        "build": {"context": ".", "labels": {"ours": "2"}},
        "labels": {"theirs": "1", "ours": "2"},
    }
    assert changed["networks"]["b"] == changed["volumes"]["c"] == {"labels": {"ours": "2"}}
    assert changed["volumes"]["d"] == {"external": True}


def test_clients_come_through_the_gateway_from_lesson_14_on() -> None:
    for number in (13, 14):
        lesson = find(str(number))
        system = Containers(lesson, members(lesson, False, print), print, port=18080)
        asked = {edge.target for edge in system.edges if edge.source == CLIENTS}
        assert asked == ({GATEWAY} if number == 14 else set(lesson.stack))
        assert system.url("books") == f"http://127.0.0.1:{18080 if number == 14 else 8003}"
        assert (GATEWAY in system.boxes) == (number == 14)
        assert {"authors", "books", POSTGRES, VALKEY} < system.boxes.keys()
    assert {edge.target for edge in system.edges if edge.source == GATEWAY} == set(lesson.stack)
    assert system.boxes[GATEWAY].actions == system.boxes[POSTGRES].actions == ("kill", "freeze", "slow", "restart")


def test_a_store_that_the_environment_names_is_not_used_by_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSHOP_REDIS_URL", "redis://127.0.0.1:1/0")
    chosen = members(find("12"), False, print)
    (lent,) = [box for box in shape.boxes(chosen) if box.name == VALKEY]
    (own,) = [box for box in shape.boxes(chosen, own_stores=True) if box.name == VALKEY]
    assert lent.actions == ("slow",)
    assert "kill" in own.actions


def test_the_switchboard_is_built_from_what_requirements_txt_pins(tmp_path: Path) -> None:
    (tmp_path / "image").mkdir()
    (tmp_path / "image" / "left").touch()
    folder = image.context(tmp_path / "image")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"Dockerfile", "requirements.txt", "wire/switchboard.py"} < names
    assert not any("pycache" in name or name == "left" for name in names)
    lines = (folder / "requirements.txt").read_text().splitlines()
    assert re.fullmatch(r"httptools==[\d.]+ \\", lines[0])
    assert len(lines) > 10
    assert all(re.match(r"    (--hash=sha256:|# via)", line) for line in lines[1:])
    assert "\n".join(lines) in (ROOT / "requirements.txt").read_text()


@pytest.mark.parametrize(
    ("state", "health", "words"),
    [
        ("running", "", "running"),
        ("running", "healthy", "running"),
        ("running", "unhealthy", "running"),
        ("running", "starting", "starting"),
        ("paused", "healthy", "frozen"),
        ("restarting", "starting", "away"),
        ("exited", "healthy", "away"),
        ("dead", "", "away"),
    ],
)
def test_states_in_words(state: str, health: str, words: str) -> None:
    assert state_of(Seen(state, health, "", "", 0, 0, "")) == words
    assert state_of(None) == "away"


def test_without_an_engine_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cli.VARIABLE, "off")
    lesson = find("14")
    system = Containers(lesson, members(lesson, False, print), print, tmp_path)
    try:
        with pytest.raises(StackError, match=r"--docker needs Docker: switched off \(WORKSHOP_ENGINE=off\)"):
            system.start()
    finally:
        system.stop()
    assert list(tmp_path.iterdir()) == []

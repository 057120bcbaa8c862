"""The files of `compose/`, as far as they can be read without an engine."""

from __future__ import annotations

import re

import pytest

import demos
from workshop.catalog import ROOT, Lesson, find

FOLDER = ROOT / "compose"
STACKS = sorted(file.stem for file in FOLDER.glob("[0-9]*.yml"))

# the commands of compose/README.md that belong to no demo: test_compose.py runs each of them
COMPOSE = "docker compose -f compose/06-author-service.yml"
UP = f"{COMPOSE} up --build --detach --wait"
PS = f"{COMPOSE} ps"
DOWN = f"{COMPOSE} down"
DOWN_WITH_DATA = f"{COMPOSE} down --volumes"
MINE = f"TREE=work {UP}"


def expected(stack: str) -> dict[str, Lesson]:
    """The services of a lesson's stack, each with the latest lesson up to that one that builds it."""
    last = find(stack)
    return {name: last.builder_of(name) for name in last.stack}


def test_every_command_of_the_readme_is_tested() -> None:
    """In a demo, or as one of those above."""
    typed = [step.command for step in demos.steps(demos.README.read_text(encoding="utf-8"))]
    for demo in demos.demos().values():
        for step in demo:
            typed.remove(step.command)
    assert set(typed) == {UP, PS, DOWN, DOWN_WITH_DATA, MINE}


def test_each_stack_has_a_demo() -> None:
    assert list(demos.demos()) == STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_a_demo_has_the_form_of_all(stack: str) -> None:
    begin, up, *middle, down = demos.demos()[stack]
    assert re.fullmatch(rf"export COMPOSE_FILE=compose/{stack}\.yml( [A-Z_]+=\S+)*", begin.command)
    assert up.command == "docker compose up --build --detach --wait"
    assert down.command == "docker compose down --volumes"
    assert len([step for step in middle if step.shown]) >= 4
    assert len(re.findall(r"^\*\*Ask:\*\* .*\?$", demos.sections()[stack], re.MULTILINE)) == 1


def test_what_a_demo_must_show_is_missed() -> None:
    step = demos.Step("curl", ("HTTP/1.1 200 OK", "…first…second…", "end"))
    assert step.missing_in("HTTP/1.1 200 OK\r\nDate: now\r\n\r\nthe first, the second\nend\n") is None
    assert step.missing_in("HTTP/1.1 200 OKAY\nfirst second\nend\n") == "HTTP/1.1 200 OK"
    assert step.missing_in("HTTP/1.1 200 OK\nsecond first\nend\n") == "…first…second…"
    assert step.missing_in("HTTP/1.1 200 OK\nend\nfirst second\n") == "end"


def versions(name: str) -> dict[str, str]:
    """The pinned versions in a requirements file."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_containers_have_the_versions_that_lessons_have() -> None:
    root, here = versions("requirements.txt"), versions("compose/requirements.txt")
    assert len(here) > 10
    assert {name: version for name, version in here.items() if root.get(name) != version} == {}


def test_every_requirement_is_pinned_with_its_hash() -> None:
    text = (FOLDER / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(pinned) == len(versions("compose/requirements.txt"))
    assert [each for each in pinned if "--hash=sha256:" not in each] == []
    assert "://" not in text


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_has_its_lessons_name(stack: str) -> None:
    assert find(stack).name == stack

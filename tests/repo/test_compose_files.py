"""The files of `compose/`, as far as they can be read without an engine."""

from __future__ import annotations

import re

import pytest

from workshop.catalog import ROOT, Lesson, find

FOLDER = ROOT / "compose"
STACKS = sorted(file.stem for file in FOLDER.glob("[0-9]*.yml"))

# the commands of compose/README.md: test_compose.py runs each of them
COMPOSE = "docker compose -f compose/06-author-service.yml"
UP = f"{COMPOSE} up --build --detach --wait"
PS = f"{COMPOSE} ps"
KILL = f"{COMPOSE} exec books sh -c 'kill 1'"
STOP = f"{COMPOSE} stop books"
START = f"{COMPOSE} start books"
DOWN = f"{COMPOSE} down"
DOWN_WITH_DATA = f"{COMPOSE} down --volumes"
MINE = f"TREE=work {UP}"


def expected(stack: str) -> dict[str, Lesson]:
    """The services of a lesson's stack, each with the latest lesson up to that one that builds it."""
    last = find(stack)
    return {name: last.builder_of(name) for name in last.stack}


def test_the_readme_names_the_commands_that_are_tested() -> None:
    named = re.findall(r"^\$ (.*?)(?: +#.*)?$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) == {UP, PS, KILL, STOP, START, DOWN, DOWN_WITH_DATA, MINE}


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

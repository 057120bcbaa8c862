"""Each layer of the sandbox stops what it is there for, and without it that works: as root, and as somebody else.

And what a service needs goes on working.
"""

from __future__ import annotations

import os
import sys

import msgspec
import pytest

from workshop.sandbox import room
from workshop.sandbox.plan import Cage

if sys.platform != "linux":
    pytest.skip("needs Linux", allow_module_level=True)

import caged
from caged import NONE, WORKED, Came
from caged_attempts import ATTEMPTS
from caged_ordinary import ORDINARY

SOMEBODY = 61_170


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Came:
    """What came of everything where the grader is this user."""
    folder = tmp_path_factory.mktemp("caged") / "scratch"
    folder.mkdir()
    return caged.everything(str(folder))


@pytest.fixture(scope="module")
def somebodys(tmp_path_factory: pytest.TempPathFactory) -> Came:
    """What came of it where the grader isn't root."""
    if os.geteuid():
        pytest.skip("needs root")
    folder = tmp_path_factory.mktemp("caged") / "scratch"
    folder.mkdir()
    words = (sys.executable, caged.__file__, "all", str(folder / "inner"), str(SOMEBODY))
    command = room.command(Cage(("mount",), SOMEBODY), *words, scratch=str(folder))
    return msgspec.json.decode(caged.output(command), type=Came)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_stopped(own: Came, name: str) -> None:
    stopped(own, name)


@pytest.mark.parametrize("name", [name for name, each in ATTEMPTS.items() if not each.as_root])
def test_stopped_where_the_grader_is_not_root(somebodys: Came, name: str) -> None:
    stopped(somebodys, name)


def stopped(came: Came, name: str) -> None:
    """Every one of the layers stops it, and without them it works."""
    if name not in came.attempts:
        pytest.skip("needs root" if ATTEMPTS[name].as_root else f"needs {' or '.join(ATTEMPTS[name].stopped_by)}")
    made = dict(came.attempts[name])
    assert made.pop(NONE) == WORKED
    assert [there for there, what in made.items() if what == WORKED] == []


@pytest.mark.parametrize("name", ORDINARY)
def test_works(own: Came, name: str) -> None:
    assert own.ordinary[name] == WORKED


@pytest.mark.parametrize("name", ORDINARY)
def test_works_where_the_grader_is_not_root(somebodys: Came, name: str) -> None:
    assert somebodys.ordinary[name] == WORKED

"""A migration or a loader that fails is told in the words of the one who wrote it, and hangs but once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from workshop.catalog import find
from workshop.check.checker import Checker
from workshop.check.forked import SIDE_BY_SIDE
from workshop.stores.postgres import Server

LESSON = find("04-user-service")
SECOND = "users/migrations/versions/0002_unique_email.py"
ENV = "users/migrations/env.py"
LOAD = "users/load.py"


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker(LESSON) as checker:
        yield checker


@pytest.mark.parametrize(
    ("name", "old", "new", "pieces"),
    [
        (
            SECOND,
            "def upgrade()",
            "def upgrade(",
            ["Python can't read your program: SyntaxError", f"{SECOND}, line 11"],
        ),
        (
            SECOND,
            "lower(email)",
            "lower(mail)",
            ["upgrade head` failed", 'column "mail" does not exist', "in upgrade:"],
        ),
        (SECOND, '"0001"', "None", ["upgrade head` failed with exit code", "Multiple head revisions"]),
        (ENV, "users.models", "users.model", ["No module named 'users.model'", f"{ENV}, line 6"]),
        (
            LOAD,
            "User(**item)",
            "User(item)",
            ["`python -m users.load data.json` failed: TypeError", f"{LOAD}, line 19"],
        ),
        (
            LOAD,
            "load(Path(sys.argv[1]))",
            "sys.exit('no users today')",
            ["load data.json` failed with exit code 1", "no users today"],
        ),
        (LOAD, "load(Path(sys.argv[1]))", "while True: pass", ["load data.json` did not end: does it loop"]),
        (SECOND, "-> None:", "-> None:\n    while True: pass\n", ["upgrade head` did not end: does it loop"]),
    ],
)
def test_what_went_wrong_is_told(
    checker: Checker, tmp_path: Path, name: str, old: str, new: str, pieces: list[str]
) -> None:
    folder = tmp_path / "work"
    shutil.copytree(LESSON.solution, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    verdict = checker.check(folder, tasks=[1])
    failing = [check for task in verdict.tasks for check in task.checks if check.status == "failed"]
    first, *others = [check for check in failing if "not tried again" not in check.message]
    assert first.message.startswith("expected your service's database to be made")
    for piece in pieces:
        assert piece in first.message + first.log
        assert (piece in first.message) != (piece in first.log), "told once"
    if name == LOAD and "did not end" in first.message:
        assert len(others) < SIDE_BY_SIDE, "what hangs is waited for once"
    for path in (str(tmp_path), "/tmp/"):
        assert path not in first.message + first.log


def test_a_server_that_has_ended_is_replaced(checker: Checker) -> None:
    assert isinstance(checker.backing.postgres, Server)
    checker.backing.postgres.kill()
    verdict = checker.check(LESSON.solution, tree="solutions", checks=["test_no_users"])
    assert [check.message for task in verdict.tasks for check in task.checks if check.status == "failed"] == []

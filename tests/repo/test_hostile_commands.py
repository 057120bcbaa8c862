"""`check --run`: commands that don't start, and programs that speak HTTP badly."""

from __future__ import annotations

import inspect
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("commands are tried on POSIX", allow_module_level=True)

from hostile import servers
from hostile_case import is_told_kindly
from side_by_side import played
from small_course import Course, Outcome

START = "expected your service to start"
PYTHON = shlex.quote(sys.executable)
DAEMON = "import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(1000)"


@dataclass(frozen=True)
class Command:
    """A command, and pieces of the message and of the notes that it must bring."""

    name: str
    line: str
    says: tuple[str, ...]
    notes: tuple[str, ...] = ()


def bad_servers() -> Iterator[Command]:
    for name, function in vars(servers).items():
        said = inspect.getdoc(function) or ""
        if said.startswith("expected"):
            line = f"{PYTHON} {shlex.quote(str(Path(servers.__file__)))} {name}"
            yield Command(name, line, tuple(said.splitlines()))


NOT_STARTING = [
    Command("opens no port", "sleep 60", (START, "nothing listened on port", "does it use $PORT?")),
    Command("ends at once", "sh -c 'exit 3'", (START, "ended while starting with exit code 3", "listen on port $PORT")),
    Command("is not there", "nobody-has-this --fast", (START, "can't be run: nobody-has-this --fast", "No such file")),
    Command("may not be run", "/dev/null", (START, "the command can't be run: /dev/null: Permission denied")),
    Command("an open quote", "python 'server.py", (START, "the command can't be read", "No closing quotation")),
    Command("nothing but a blank", " ", (START, "the command can't be read", "it is empty")),
    Command(
        "leaves a daemon",
        f"{PYTHON} -c {shlex.quote(DAEMON)}",
        (START, "your service ended while starting with exit code 0"),
        ("note: your service left a process running; it was ended:", "time.sleep(1000)"),
    ),
]


def play(course: Course, case: Command) -> Outcome:
    return course.run("check", "9", "-v", "--run", f"mini={case.line}")


@pytest.fixture(scope="module")
def outcome_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Command], Outcome]]:
    with played(request, tmp_path_factory, play) as outcome_of:
        yield outcome_of


@pytest.mark.parametrize("case", [*NOT_STARTING, *bad_servers()], ids=lambda case: case.name)
def test_a_bad_command_is_told(case: Command, outcome_of: Callable[[Command], Outcome]) -> None:
    outcome = outcome_of(case)
    is_told_kindly(outcome, 1, case.says)
    assert "Begun" not in outcome.said
    for note in case.notes:
        assert note in outcome.said

"""What stands below a running stack: processes with all that is below them, and logs that stay short."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from small_course import until
from workshop.serve import family
from workshop.stacks import logs

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
"""


@pytest.fixture
def two() -> Iterator[tuple[psutil.Process, psutil.Process]]:
    """A process and one below it."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        yield psutil.Process(parent.pid), child
        family.kill(psutil.Process(parent.pid))


def test_a_family_is_frozen_goes_on_and_is_killed(two: tuple[psutil.Process, psutil.Process]) -> None:
    first, _ = two
    for act, state in ((family.freeze, "frozen"), (family.freeze, "frozen"), (family.thaw, "running")):
        act(first)
        until(lambda: [family.state(each) for each in two] == [state, state], f"{act.__name__}: {state}")  # noqa: B023
    family.freeze(first)
    family.kill(first)
    assert [family.state(each) for each in two] == ["away", "away"]
    for act in (family.freeze, family.thaw, family.kill):
        act(first)


def test_a_stranger_with_the_same_number_is_left_alone(two: tuple[psutil.Process, psutil.Process]) -> None:
    first, _ = two
    gone = psutil.Process(first.pid)
    gone._ident = (gone.pid, gone._ident[1] - 1)  # as if the one that was meant had begun, and ended, before
    for act in (family.freeze, family.kill):
        act(gone)
    assert family.state(gone) == "away"
    assert family.state(first) == "running"


def test_a_log_begins_anew_before_it_is_long_and_is_followed_all_the_same(tmp_path: Path) -> None:
    log, shown = tmp_path / "log", io.StringIO()
    with log.open("a") as written:
        written.write("before\n" * (logs.MOST // 5))
        written.flush()
        follower = logs.Follower({"books": log}, Console(file=shown))
        logs.shorten(log)
        assert log.stat().st_size == 0
        for number in range(20):
            written.write(f"line {number}\n")
        written.flush()
        logs.shorten(log)
        until(lambda: "line 19" in shown.getvalue(), "what came after that is shown")
        follower.close()
    assert "before" not in shown.getvalue()
    assert logs.tail(log, 2) == "line 18\nline 19"
    assert logs.tail(tmp_path / "none", 2) == ""

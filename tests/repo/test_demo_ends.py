"""How a stack of processes that is shown ends: whatever happens to it, nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("freezes processes, and looks for what bears a mark", allow_module_level=True)

from free_ports import on_free_ports
from loaded import SECONDS, LoadedProcesses, left_of
from small_course import until
from small_library import Library as Course
from workshop.catalog import find
from workshop.demo.processes import Processes
from workshop.demo.system import POSTGRES, VALKEY
from workshop.serve.ports import free_port, is_taken
from workshop.stacks.stack import StackError


def test_nothing_is_left_whatever_state_it_is_in(tmp_path: Path) -> None:
    stack = LoadedProcesses(12, tmp_path)
    threads = threading.active_count()
    stack.start()
    stack.is_well()
    mark = stack.system.stack.mark
    assert left_of(mark)
    stack.system.freeze("books")
    stack.system.freeze(POSTGRES)
    stack.system.kill(VALKEY)
    stack.system.deploy_bad("movies")
    stack.system.slow("authors", 30)
    stack.stop()
    stack.system.stop()
    assert left_of(mark) == []
    assert not any(is_taken(member.entry.port) for member in stack.system.chosen.values())
    until(lambda: threading.active_count() <= threads, "no thread is left")


def test_a_service_that_does_not_start_leaves_nothing(tmp_path: Path) -> None:
    lesson = find("6")
    *others, authors = on_free_ports(lesson)
    system = Processes(lesson, [*others, authors.moved(free_port(), DB_TIMEOUT="soon")], print, tmp_path)
    with pytest.raises(StackError, match=r"authors .* did not start"):
        system.start()
    assert left_of(system.stack.mark) == []


SCRIPT = """
import signal, threading
from workshop.catalog import find
from workshop.cli import _end
from workshop.demo.processes import Processes
from workshop.stacks.members import members

for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, _end)
lesson = find("6")
system = Processes(lesson, members(lesson, False, print), print)
try:
    system.start()
    system.freeze("books")
    print(system.stack.mark, flush=True)
    threading.Event().wait()
finally:
    system.stop()
"""


def ended_by(course: Course, name: str) -> str:
    """The mark of a run that got this signal when it was up."""
    process = course.start_command([sys.executable, "-c", SCRIPT])
    assert process.stdout
    mark = process.stdout.readline().strip()
    assert len(left_of(mark)) > 5
    process.send_signal(getattr(signal, name))
    process.wait(SECONDS)
    process.communicate()
    return mark


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_whoever_is_told_to_end_leaves_nothing(library: Course, name: str) -> None:
    assert left_of(ended_by(library, name)) == []
    library.leaves_nothing()


def shown(library: Course, **streams: int) -> subprocess.Popen[str]:
    """The process of a demonstration that begins."""
    return library.start("demo", "6", "--no-browser", "--port", str(free_port()), **streams)


def wait_for(words: str, come: Callable[[], str]) -> None:
    text = ""
    while words not in text:
        came = come()
        assert came, text
        text += came


def test_a_terminal_that_is_closed_leaves_nothing(library: Course) -> None:
    ours, theirs = os.openpty()
    process = shown(library, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    wait_for("Ctrl-C stops", lambda: os.read(ours, 4096).decode())
    assert len(library.left()) > 5
    os.close(ours)
    process.send_signal(signal.SIGHUP)
    process.wait(SECONDS)
    library.leaves_nothing()


def test_who_is_told_to_end_again_and_again_leaves_nothing(library: Course) -> None:
    process = shown(library)
    assert process.stdout
    wait_for("Ctrl-C stops", process.stdout.readline)
    process.send_signal(signal.SIGINT)
    wait_for("Stopping", process.stdout.readline)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process.send_signal(number)
    process.wait(SECONDS)
    process.communicate()
    library.leaves_nothing()


def test_what_was_killed_is_cleared_at_the_next_start(library: Course) -> None:
    killed = ended_by(library, "SIGKILL")
    assert left_of(killed), "a folder at least"
    ended_by(library, "SIGTERM")
    assert left_of(killed) == []
    library.leaves_nothing()

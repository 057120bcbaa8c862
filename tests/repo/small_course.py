"""A whole repository in miniature, to drive the real program in as a learner would.

A copy of the package is a root of its own, so beside a tiny lesson it is a course: `python -m workshop check 9` there
runs everything that it runs here. What a run starts is found again by a mark in its environment.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from workshop.serve import waiting

ROOT = Path(__file__).resolve().parents[2]
MINI = Path(__file__).parent / "mini"
MARK = "SMALL_COURSE"
SECONDS = 60
ENDING_SECONDS = 5
BELONGINGS = ("conftest.py", "pyproject.toml")
REQUIREMENTS = ("requirements.in", "requirements.txt")
PROGRAM = (sys.executable, "-m", "workshop")


def until(condition: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Wait until `condition` is true, and fail where it does not become so."""
    assert waiting.until(condition, seconds), f"not within {seconds:g} seconds: {what}"


@dataclass(frozen=True)
class Outcome:
    """What a command printed, its exit code and how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def said(self) -> str:
        """All that it printed, its lines joined, so that a sentence is found wherever the terminal broke it."""
        return " ".join((self.out + self.err).split())

    @property
    def verdict(self) -> dict[str, Any]:
        """The verdict of a run with `--json -`."""
        verdict: dict[str, Any] = json.loads(self.out)
        return verdict

    def task(self, number: int) -> dict[str, Any]:
        """What that verdict says of a task."""
        task: dict[str, Any] = next(task for task in self.verdict["tasks"] if task["number"] == number)
        return task

    @property
    def statuses(self) -> list[str]:
        return [task["status"] for task in self.verdict["tasks"]]


class Course:
    """A repository in `root`: the program, and the lesson `09-mini` in all its trees."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mark = uuid.uuid4().hex
        self.began: dict[int, float] = {}
        self.temporary = root / "tmp"
        self.lesson = root / "lessons" / "09-mini"
        self.solution = root / "solutions" / "09-mini"
        self.work = root / "work" / "09-mini"
        self.begun = root / ".workshop" / "begun" / "09-mini"
        self.checks = root / "tests" / "09-mini"
        shutil.copytree(ROOT / "workshop", root / "workshop")
        for name in BELONGINGS:
            shutil.copy2(ROOT / name, root / name)
        for name in REQUIREMENTS:
            (root / name).touch()  # nothing to install: the Python of these tests has all
        shutil.copytree(MINI, root, dirs_exist_ok=True)
        self.temporary.mkdir()

    def renew(self) -> None:
        """Forget all that a learner has done here."""
        for folder in (self.work, self.root / ".workshop", self.temporary):
            shutil.rmtree(folder, ignore_errors=True)
        self.temporary.mkdir()

    # what a learner does

    def begin(self, tree: str = "lessons") -> Course:
        """Begin the lesson as the first check does (anew if need be), or with `solutions` finish it at once."""
        leave_out = shutil.ignore_patterns("lesson.toml", "README.md", "__pycache__")
        for target in (self.work, self.begun):
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(self.lesson, target, ignore=leave_out)
        if tree != "lessons":
            shutil.copytree(self.root / tree / "09-mini", self.work, dirs_exist_ok=True)
        return self

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the learner's copy."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a piece of a file of the learner's copy."""
        text = (self.work / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new))

    # running

    def environment(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        private = ("WORKSHOP_", "PYTEST_", "PYTHONDONTWRITEBYTECODE", "COLUMNS")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(private)}
        return inherited | {MARK: self.mark, "TMPDIR": str(self.temporary), "PYTHONUTF8": "1"} | dict(changes or {})

    def start(self, *arguments: str, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[str]:
        """`python -m workshop ARGUMENTS` as a process of its own group."""
        return self.start_command([*PROGRAM, *arguments], env=env, **options)

    def start_command(
        self, command: list[str], env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env=self.environment(env),
            encoding="utf-8",
            start_new_session=True,
            **(pipes | options),
        )
        self.began[process.pid] = time.monotonic()
        return process

    def run(self, *arguments: str, env: Mapping[str, str] | None = None, **options: Any) -> Outcome:
        """`python -m workshop ARGUMENTS` to its end."""
        return self.finish(self.start(*arguments, env=env, **options))

    def check(self, *arguments: str, env: Mapping[str, str] | None = None, **options: Any) -> Outcome:
        """`check 9 --json -`, with `arguments`."""
        return self.run("check", "9", "--json", "-", *arguments, env=env, **options)

    def finish(self, process: subprocess.Popen[str]) -> Outcome:
        """Wait for the end of what `start` has started; a run that has no end is ended, and fails the test."""
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.end_what_is_left()
            raise
        return Outcome(process.returncode, out or "", err or "", time.monotonic() - self.began[process.pid])

    # what it leaves

    def left(self) -> list[psutil.Process]:
        """The processes that still run of all that were ever started here (a port lives as long as its process)."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get(MARK) == self.mark and process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, OSError):
            return False

    def end_what_is_left(self) -> None:
        for process in self.left():
            process.send_signal(signal.SIGKILL)

    def leaves_nothing(self) -> None:
        """Require that no process and no temporary file is left; what has lost its parent may need a moment to end."""
        waiting.until(lambda: not self.left(), ENDING_SECONDS)
        commands = {process.pid: process.cmdline() for process in self.left()}
        try:
            assert not commands
            assert not list(self.temporary.iterdir())
        finally:
            self.end_what_is_left()

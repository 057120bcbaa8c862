"""A test that is skipped proves nothing: with WORKSHOP_EXPECT_SKIPS=1 exactly those of skips.txt may be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

import engine
from browser import BROWSER
from small_course import ROOT
from workshop.sandbox import layers
from workshop.sandbox.layers import Layer

FILE = Path(__file__).with_name("skips.txt")
THERE: dict[str, Callable[[], object]] = {
    "engine": lambda: engine.missing() is None,
    "kubectl": lambda: shutil.which("kubectl"),
    "browser": lambda: BROWSER,
    "node": lambda: shutil.which("node"),
    "root": lambda: os.geteuid() == 0,
    "repository": lambda: (ROOT / ".git").exists(),
    "namespaces": lambda: hold(layers.NAMESPACES),
    "groups": lambda: hold(["cgroup"]),
    "containment": lambda: not layers.enough(found()),
}


@cache
def found() -> tuple[Layer, ...]:
    """What there is here to contain learner code."""
    return layers.found()


def hold(names: Iterable[str]) -> bool:
    """Whether these layers hold here."""
    return set(names) <= {layer.name for layer in found() if layer.holds}


def is_there(thing: str) -> bool:
    """Whether this machine has what a line of skips.txt names."""
    return bool(THERE[thing]()) if thing in THERE else has_python(thing)


def has_python(name: str) -> bool:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [shutil.which(name), *map(str, pyenv.glob(f"{name.removeprefix('python')}.*/bin/{name}"))]
    return any(subprocess.run([each, "-c", ""], capture_output=True).returncode == 0 for each in found if each)


def expected() -> dict[str, str]:
    """The patterns of the tests that are to be skipped here, and what each misses."""
    lines = [line.split() for line in FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    missing = {thing for thing in {thing for thing, _ in lines} if not is_there(thing)}
    return {pattern: thing for thing, pattern in lines if thing in missing}


def problems(skipped: dict[str, str], expected: dict[str, str]) -> list[str]:
    """What differs between the tests that were skipped, with their reasons, and the patterns, with what they miss."""

    def match(test: str, patterns: Iterable[str]) -> bool:
        return any(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), test) for pattern in patterns)

    unexpected = [f"{test}: {why}" for test, why in skipped.items() if not match(test, expected)]
    ran = [
        f"{pattern} was not skipped, although {thing} is missing"
        for pattern, thing in expected.items()
        if not any(match(test, [pattern]) for test in skipped)
    ]
    return [f"skipped, and not expected to be: {each}" for each in unexpected] + ran


def _below(pattern: str, folders: Iterable[Path]) -> bool:
    """Whether the tests that a pattern is for are in one of these folders."""
    return any((FILE.parent / pattern.partition("::")[0]).is_relative_to(folder) for folder in folders)


class Skips:
    """Collects what is skipped, and fails the session where that is not what was expected.

    `are_run` tells of a pattern whether there surely are tests for which it stands among those that are run.
    """

    def __init__(self, are_run: Callable[[str], bool] = lambda _: True) -> None:
        self.are_run = are_run
        self.skipped: dict[str, str] = {}
        self.problems: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped[report.nodeid.removeprefix("tests/repo/")] = reason.removeprefix("Skipped: ")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        left_out = [ROOT / each for each in session.config.getoption("ignore") or ()]
        run = {p: thing for p, thing in expected().items() if self.are_run(p) and not _below(p, left_out)}
        self.problems = problems(self.skipped, run)
        if self.problems and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.problems:
            terminalreporter.section("skipped tests that differ from tests/repo/skips.txt", red=True)
            for problem in self.problems:
                terminalreporter.line(problem)

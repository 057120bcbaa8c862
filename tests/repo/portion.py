"""Which tests are run where there is no time for all: with WORKSHOP_PORTION=4 one in four of those marked `portioned`.

These are many alike, and take long: the proofs of each lesson, the attacks, what is done to each box of a stack. The
name of the commit says which are run: the same ones wherever this commit is tested, and others for another.
"""

from __future__ import annotations

import re
import subprocess
import time
import zlib
from pathlib import Path

import pytest

from workshop.catalog import ROOT, lessons

HERE = Path(__file__).parent
MARKER = "portioned"
CASE = re.compile(r"\[(.+)]$")
LESSONS = {lesson.name: lesson.number for lesson in lessons()}
DAY = 24 * 3600


class Portion:
    """The plugin that leaves the others out; `number` is from 0 to `parts` - 1."""

    def __init__(self, parts: int, number: int) -> None:
        self.parts = parts
        self.number = number

    def has(self, test: str) -> bool:
        """Whether this portion has the test of this name: all of a lesson that it names in brackets, or any other."""
        lesson = _lesson(test)
        return (zlib.crc32(test.encode()) if lesson is None else lesson) % self.parts == self.number

    def surely_has(self, pattern: str) -> bool:
        """Whether it has tests that this pattern of skips.txt stands for, as far as can be told from that alone."""
        if self.parts == 1 or _lesson(pattern) is not None:
            return self.has(pattern)
        return MARKER not in (HERE / pattern.partition("::")[0]).read_text(encoding="utf-8")

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        others = [item for item in items if item.get_closest_marker(MARKER) and not self.has(item.name)]
        config.hook.pytest_deselected(items=others)
        kept = set(items).difference(others)
        items[:] = [item for item in items if item in kept]

    def pytest_report_header(self) -> str:
        return f"portion: of what is many alike (lessons' proofs, attacks), part {self.number + 1} of {self.parts}"


def of_commit(parts: int, root: Path = ROOT) -> Portion:
    """The portion of the present commit; where there is none, that of the day."""
    try:
        git = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False)
        name = "" if git.returncode else git.stdout.strip()
    except OSError:
        name = ""
    return Portion(parts, (int(name, 16) if name else int(time.time()) // DAY) % parts)


def _lesson(test: str) -> int | None:
    """The number of the lesson that the name of a test has in brackets."""
    case = CASE.search(test)
    return LESSONS.get(case[1]) if case else None

"""Which tests run one after the other where several processes run them all (pytest -n).

A file is run by one process, since what its tests share is made once there. A lesson's proofs share what they have
found out, so they keep together, whatever file they are in. Tests that use Docker are all run by one process; so are
those that grade, and those that attack, which would starve each other. What measures how a whole stack stands up to
load or trouble is in `alone/`: that is left out, to be run afterwards with nothing beside it.
"""

from __future__ import annotations

import re

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "engine": (
        "test_compose",
        "test_engine_room",
        "test_grade_compose",
        "test_ownership",
    ),
    "attacks": ("test_attacks", "test_sandbox"),
    "grading": ("test_bundle", "test_grade"),
}
ENGINE_LESSONS = ("13-docker", "14-gateway")
NODE = re.compile(r"(?:.*/)?(?P<file>test_\w+)\.py(?:::.*\[(?P<lesson>\d\d-[a-z-]+)[^]]*\])?")


def group(test: str) -> str:
    """The group that a test belongs to, by its node id."""
    found = NODE.match(test)
    assert found, test
    file, lesson = found["file"], found["lesson"]
    if lesson in ENGINE_LESSONS:
        return "engine"
    for name, files in TOGETHER.items():
        if any(file == each or file.startswith(f"{each}_") for each in files):
            return name
    return f"{file} {lesson}" if lesson else file


class ByGroup(LoadScopeScheduling):
    """Hands out whole groups."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


class Groups:
    """The plugin that has pytest-xdist do so."""

    @pytest.hookimpl
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: object) -> ByGroup:
        return ByGroup(config, log)

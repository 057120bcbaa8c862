"""What can happen to a stack at the press of a button: the scenarios of scenarios.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from workshop.catalog import Lesson, find

T = TypeVar("T")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done, and how many seconds pass until the next step. `much`: seconds for slow, a factor for peak."""

    says: str
    do: Literal["kill", "freeze", "slow", "restart", "deploy", "peak"]
    lasts: float
    much: float = 0.0


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Steps, all of them done to one box; then all is put right again, of which `mended` is said.

    `question` is for before. `happened` and `taught` have what came of it and the number of a lesson, by the number of
    the first lesson for whose stack they hold.
    """

    title: str
    box: str
    question: str
    steps: tuple[Step, ...]
    mended: str
    happened: dict[int, str]
    taught: dict[int, int]
    id: str = ""

    @property
    def lasts(self) -> float:
        """Seconds from the first step until all is put right."""
        return sum(step.lasts for step in self.steps)

    def told(self, lesson: Lesson) -> str:
        """What happened and why, in this lesson's stack."""
        return _latest(self.happened, lesson)

    def lesson(self, lesson: Lesson) -> Lesson:
        """The lesson that explains what happened in this one's stack."""
        return find(str(_latest(self.taught, lesson)), lesson.root)


def _latest(given: Mapping[int, T], lesson: Lesson) -> T:
    return given[max(first for first in given if first <= lesson.number)]


@cache
def scenarios() -> dict[str, Scenario]:
    """All of them, by id."""
    read = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text(encoding="utf-8"))
    found = msgspec.convert(read, dict[str, Scenario], str_keys=True)
    return {name: msgspec.structs.replace(scenario, id=name) for name, scenario in found.items()}


def of(lesson: Lesson) -> list[Scenario]:
    """Those for which this lesson's stack promises something, in its order."""
    return [scenarios()[demo.scenario] for demo in lesson.demo]

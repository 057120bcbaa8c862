"""What a stack is made of: for each service of a lesson, where its program comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workshop.catalog import Lesson, Service
from workshop.check.checker import Checker

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Member:
    """A service of a stack: the lesson that builds it, the folder of its program, and in words whose that is."""

    name: str
    lesson: Lesson
    entry: Service
    folder: Path
    whose: str

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.entry.port}"


def members(lesson: Lesson, mine: bool, say: Callable[[str], None]) -> list[Member]:
    """The stack of `lesson`: each service as the latest lesson up to it builds it.

    With `mine` the learner's own where it passes its lesson's checks, which is found out now; `say` is told what for.
    """
    return [_member(name, lesson.builder_of(name), mine, say) for name in lesson.stack]


def own_neighbours(lesson: Lesson, say: Callable[[str], None]) -> dict[str, str]:
    """The folders of what the lesson's services call, the learner's own where they pass; `say` as for `members`."""
    called = dict.fromkeys(other for service in lesson.services.values() for other in service.called)
    return {name: str(_member(name, lesson.builder_of(name), True, say).folder) for name in called}


def _member(name: str, built: Lesson, mine: bool, say: Callable[[str], None]) -> Member:
    solution = Member(name, built, built.services[name], built.solution, f"solution of lesson {built.number}")
    if not mine:
        return solution
    if not built.work.is_dir():
        say(f"{name}: lesson {built.number} is not begun, so its solution stands in")
        return solution
    say(f"{name}: checking your lesson {built.number} …")
    with Checker(built) as checker:
        verdict = checker.check(built.work)
    if verdict.passed:
        return Member(name, built, built.services[name], built.work, f"yours, work/{built.name}")
    todo = verdict.first_unfinished
    where = f"task {built.number}.{todo.number}" if todo else "a check of what worked before"
    say(f"{name}: {where} does not pass yet, so the solution stands in")
    return solution

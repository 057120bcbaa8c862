"""What a stack is made of: for each service of a lesson, where its program comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from workshop.catalog import Lesson, Service
from workshop.check.checker import Checker
from workshop.check.verdict import Verdict
from workshop.stacks import ports

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
    def own(self) -> bool:
        """Whether it is the learner's."""
        return self.folder == self.lesson.work

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.entry.port}"

    def moved(self, port: int, **env: str) -> Member:
        """The same service on another port, with `env` added to what it is given."""
        entry = msgspec.structs.replace(self.entry, port=port, env=self.entry.env | env)
        return dataclasses.replace(self, entry=entry)


def members(lesson: Lesson, mine: bool, say: Callable[[str], None]) -> list[Member]:
    """The stack of `lesson`: each service as the latest lesson up to it builds it.

    With `mine` the learner's own where it passes its lesson's checks, which is found out now; `say` is told what for.
    Raises UsageError where the environment names a port that is none.
    """
    choice = _Choice(mine, say)
    places = {name: ports.wanted(name, lesson.builder_of(name).services[name].port) for name in lesson.stack}
    return [choice.of(name, lesson.builder_of(name)).moved(port) for name, port in places.items()]


def own_neighbours(lesson: Lesson, say: Callable[[str], None]) -> dict[str, str]:
    """The folders of what the lesson's services call, the learner's own where they pass; `say` as for `members`."""
    choice = _Choice(True, say)
    called = dict.fromkeys(other for service in lesson.services.values() for other in service.called)
    return {name: str(choice.of(name, lesson.builder_of(name)).folder) for name in called}


class _Choice:
    """Chooses between what the learner has built and the solutions; a lesson is checked once for all its services."""

    def __init__(self, mine: bool, say: Callable[[str], None]) -> None:
        self.mine = mine
        self.say = say
        self.verdicts: dict[str, Verdict] = {}

    def of(self, name: str, built: Lesson) -> Member:
        """The service of this name, which that lesson builds."""
        solution = Member(name, built, built.services[name], built.solution, f"solution of lesson {built.number}")
        if not self.mine:
            return solution
        if not built.work.is_dir():
            self.say(f"{name}: lesson {built.number} is not begun, so its solution stands in")
            return solution
        verdict = self._verdict(name, built)
        if verdict.passed:
            return Member(name, built, built.services[name], built.work, f"yours, work/{built.name}")
        todo = verdict.first_unfinished
        where = f"task {built.number}.{todo.number}" if todo else "a check of what worked before"
        self.say(f"{name}: {where} does not pass yet, so the solution stands in")
        return solution

    def _verdict(self, name: str, built: Lesson) -> Verdict:
        if built.name not in self.verdicts:
            self.say(f"{name}: checking your lesson {built.number} …")
            with Checker(built) as checker:
                self.verdicts[built.name] = checker.check(built.work)
        return self.verdicts[built.name]

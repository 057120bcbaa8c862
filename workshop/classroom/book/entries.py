"""A grade as the table, the figures and the page need it: without the requests and replies, which fill the memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec

from workshop.catalog import Lesson
from workshop.check.show import never_started
from workshop.check.verdict import TaskStatus, TaskVerdict, Verdict
from workshop.classroom.grade import Grade
from workshop.harness.expected import readable, shorten
from workshop.harness.record import CheckResult

OWN = (  # what differs from one learner to the next: values are random, ids and addresses their own
    (re.compile(r'"(?:[^"\\]|\\.)*"'), '"…"'),
    (re.compile(r"\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b"), "…"),
    (re.compile(r"\b\d{4,}\b"), "…"),
)
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # Unicode's bidirectional controls
LONGEST = 180


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a task; None stands for a star that nobody could earn."""

    status: TaskStatus
    score: int
    points: int
    star: bool | None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a failed check says; task 0 is no task: the start, or what worked before.

    `general` is what was `expected` without what is one learner's own: the same for everybody who fails it so.
    """

    task: int
    check: str
    requirement: str
    expected: str
    general: str

    @property
    def kind(self) -> tuple[int, str, str]:
        """What is equal for two learners who made the same mistake."""
        return self.task, self.check, self.general


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the gradebook; `file` is what the learner's files are called, without their endings.

    `marks` has every task of the lesson, or nothing where there is a `problem`.
    """

    name: str
    file: str
    digest: str
    score: int
    max: int
    marks: tuple[Mark, ...]
    problem: str
    remarks: tuple[str, ...]
    seconds: float
    complaints: tuple[Complaint, ...]

    @property
    def stars(self) -> int:
        return sum(mark.star is True for mark in self.marks)

    @property
    def graded(self) -> bool:
        return not self.problem


def entry(grade: Grade, file: str, lesson: Lesson) -> Entry:
    """The line of a grade; one without a verdict has a problem, whatever else it lacks."""
    verdict = grade.verdict
    return Entry(
        name=one_line(grade.name),
        file=file,
        digest=one_line(grade.digest),
        score=grade.score,
        max=verdict.max if verdict else lesson.points,
        marks=tuple(_mark(task) for task in verdict.tasks) if verdict else (),
        problem="" if verdict else one_line(problem(grade)),
        remarks=tuple(one_line(remark) for remark in grade.remarks),
        seconds=grade.seconds,
        complaints=tuple(dict.fromkeys(_complaints(verdict))) if verdict else (),
    )


def legible(grade: Grade) -> Grade:
    """The grade with a name and remarks that can be written into a file, whatever bytes they were made of."""
    return msgspec.structs.replace(
        grade,
        name=readable(grade.name),
        digest=readable(grade.digest),
        problem=readable(grade.problem),
        remarks=tuple(readable(remark) for remark in grade.remarks),
    )


def problem(grade: Grade) -> str:
    """Why there is no verdict."""
    return readable(grade.problem) or "it was not graded, and nobody said why"


def one_line(text: str) -> str:
    """`text` without line ends, without what a file has no place for, and without what turns its neighbours round."""
    return TURNING.sub("�", readable(" ".join(text.split())))


def _mark(task: TaskVerdict) -> Mark:
    return _same(task.status, task.score, task.points, task.star)


@cache
def _same(status: TaskStatus, score: int, points: int, star: bool | None) -> Mark:
    return Mark(status, score, points, star)


def _complaints(verdict: Verdict) -> Iterator[Complaint]:
    """What this verdict's failed checks say. What nobody has begun is no failure."""
    for task in verdict.tasks:
        if task.status == "failed":
            failed = [check for check in task.checks if check.status == "failed" and not check.harder]
            yield from (_complaint(check) for check in failed)
    yield from (_complaint(guard) for guard in verdict.broken)


def _complaint(check: CheckResult) -> Complaint:
    first, _, rest = check.message.partition("\n")
    if never_started(check):  # every check of every task says the same then
        why = rest.partition("\n")[0].removeprefix("got").strip().partition(": ")[0]
        return _said(0, "", "The service starts.", why or "it did not")
    return _said(check.task, check.name, check.requirement, first.removeprefix("expected "))


@lru_cache(10_000)
def _said(task: int, check: str, requirement: str, expected: str) -> Complaint:
    general = expected
    for own, instead in OWN:
        general = own.sub(instead, general)
    return Complaint(
        task, check, one_line(requirement), *(shorten(one_line(each), LONGEST) for each in (expected, general))
    )

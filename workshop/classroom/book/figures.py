"""What a teacher wants to know of a class: how it did, where it got stuck, what took long."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workshop.catalog import Lesson
from workshop.classroom.book.entries import Complaint, Entry

MOST_BARS = 21
COMMONEST, SLOWEST, PROBLEMS, NAMED = 10, 10, 10, 3  # of each so many are listed


@dataclass(frozen=True, slots=True)
class Bar:
    """How many got this score, or one of these: from `low` to `high`."""

    low: int
    high: int
    count: int

    @property
    def label(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """How the class did in a task; `starred` is None where it has no harder checks that anybody came to."""

    number: int
    title: str
    of: int
    passed: int
    failed: int
    todo: int
    skipped: int
    starred: int | None

    @property
    def share(self) -> float:
        """Of those who were graded, how many passed, from 0 to 1."""
        return self.passed / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Common:
    """A message that `count` learners got, some of them by name; `expected` is what it said to all of them."""

    complaint: Complaint
    expected: str
    count: int
    some: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures; those on scores and tasks are about who was graded. `ungraded` are some of those with problems.

    `seconds` is how long all checks took, one submission after the other.
    """

    handed_in: int
    graded: int
    problems: int
    duplicates: int
    full: int
    max: int
    mean: float
    median: float
    bars: tuple[Bar, ...]
    hardest: tuple[TaskFigures, ...]
    commonest: tuple[Common, ...]
    slowest: tuple[Entry, ...]
    ungraded: tuple[Entry, ...]
    seconds: float


def figures(entries: Sequence[Entry], lesson: Lesson) -> Figures:
    """The figures of a class, of which nobody need have handed in anything."""
    graded = [entry for entry in entries if entry.graded]
    scores = [entry.score for entry in graded]
    return Figures(
        handed_in=len(entries),
        graded=len(graded),
        problems=len(entries) - len(graded),
        duplicates=sum(number for number in Counter(entry.digest for entry in graded).values() if number > 1),
        full=sum(entry.score == entry.max for entry in graded),
        max=lesson.points,
        mean=statistics.fmean(scores) if scores else 0.0,
        median=statistics.median(scores) if scores else 0.0,
        bars=_bars(scores, lesson.points),
        hardest=tuple(sorted(_tasks(graded, lesson), key=lambda task: (task.share, task.number))),
        commonest=_commonest(graded),
        slowest=tuple(sorted((entry for entry in entries if entry.seconds), key=_slowest_first)[:SLOWEST]),
        ungraded=tuple(entry for entry in entries if not entry.graded)[:PROBLEMS],
        seconds=sum(entry.seconds for entry in entries),
    )


def _slowest_first(entry: Entry) -> float:
    return -entry.seconds


def _bars(scores: Sequence[int], most: int) -> tuple[Bar, ...]:
    """A bar a score; where that were too many, one for so many scores next to each other."""
    each = -(-(most + 1) // MOST_BARS)
    counted = Counter(score // each for score in scores)
    return tuple(
        Bar(low, min(low + each - 1, most), counted[number]) for number, low in enumerate(range(0, most + 1, each))
    )


def _tasks(graded: Sequence[Entry], lesson: Lesson) -> list[TaskFigures]:
    found = []
    for index, task in enumerate(lesson.tasks):
        marks = [entry.marks[index] for entry in graded]
        statuses = Counter(mark.status for mark in marks)
        stars = [mark.star for mark in marks if mark.star is not None]
        found.append(
            TaskFigures(
                number=task.number,
                title=task.title,
                of=len(graded),
                passed=statuses["passed"],
                failed=statuses["failed"],
                todo=statuses["todo"],
                skipped=statuses["skipped"],
                starred=sum(stars) if stars else None,
            )
        )
    return found


def _commonest(graded: Sequence[Entry]) -> tuple[Common, ...]:
    """The messages that most learners got; of equally many, the one that comes first in the lesson."""
    having: dict[tuple[int, str, str], list[tuple[Complaint, Entry]]] = {}
    for entry in graded:
        for kind, complaint in {complaint.kind: complaint for complaint in entry.complaints}.items():
            having.setdefault(kind, []).append((complaint, entry))
    order = sorted(having.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_common(got) for _, got in order[:COMMONEST])


def _common(got: Sequence[tuple[Complaint, Entry]]) -> Common:
    complaint, _ = got[0]
    says_the_same = len({each.expected for each, _ in got}) == 1
    expected = complaint.expected if says_the_same else complaint.general
    return Common(complaint, expected, len(got), tuple(entry for _, entry in got[:NAMED]))

"""A run over a class: what isn't known yet is graded, what becomes known is written down at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from workshop.catalog import Lesson
from workshop.classroom import versions
from workshop.classroom.bar import Bar
from workshop.classroom.failures import GradingError, NotGraded
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake import Unfit
from workshop.classroom.journal import Journal, Noted
from workshop.classroom.ungraded import ungraded

MOST_IN_A_ROW = 5  # failures, after which it is this machine, or the cluster, that doesn't work
BOOK_EVERY = 30.0  # seconds
BOOK_SHARE = 10  # and no more than this part of the time is spent on it


class Grader(Protocol):
    """Who grades: the cores of this machine, or a cluster."""

    def grades(self, submissions: Sequence[Submission], keys: Mapping[str, str]) -> Iterator[Grade | NotGraded | None]:
        """What comes of each submission, in any order, and None at least every second.

        `keys` has the key of each grade, by the submission's name. Raises GradingError where it can't go on.
        """


@dataclass
class Tally:
    """How a run stands: `graded` now, `before` in earlier runs, each with a verdict; `problems` have none.

    `score` is the sum of all verdicts' scores, `failed` are those that could not be graded this time.
    """

    graded: int = 0
    before: int = 0
    problems: int = 0
    score: int = 0
    failed: list[NotGraded] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        """The mean score of those that have a verdict; None where nobody has."""
        return self.score / (self.graded + self.before) if self.graded + self.before else None


class Run:
    """One run of the command over these submissions of `lesson`."""

    def __init__(self, lesson: Lesson, submissions: Sequence[Submission], journal: Journal) -> None:
        self.lesson = lesson
        self.journal = journal
        self.tally = Tally()
        self.known: set[str] = set()
        here = versions.of(lesson)
        self.keys = {submission.name: versions.key(here, submission.digest) for submission in submissions}
        self.todo = [submission for submission in submissions if not self._take_over(submission)]

    @property
    def names(self) -> list[str]:
        """The submissions of this class that have a grade, in their order."""
        return [name for name in self.keys if name in self.known]

    def _take_over(self, submission: Submission) -> bool:
        """Whether nothing is left to do for it: its grade is known, or its problem is."""
        if submission.problem:
            unfit = Unfit(submission.problem, whole=True)
            self._take(ungraded(submission, self.lesson, self.keys[submission.name], unfit))
            return True
        noted = self.journal.noted(submission.name)
        if noted is None or noted.verdict is None or noted.key != self.keys[submission.name]:
            return False  # what had a problem is looked at again: it may have been the machine's
        if noted.remarks != submission.remarks:
            grade = self.journal.grade(submission.name)
            self.journal.put(msgspec.structs.replace(grade, remarks=submission.remarks))
        self._count_before(noted)
        return True

    def _count_before(self, noted: Noted) -> None:
        self.known.add(noted.name)
        self.tally.before += 1
        self.tally.score += noted.verdict.score if noted.verdict else 0

    def _take(self, grade: Grade) -> None:
        self.journal.put(grade)
        self.known.add(grade.name)
        if grade.verdict:
            self.tally.graded += 1
            self.tally.score += grade.score
        else:
            self.tally.problems += 1

    def grade(self, grader: Grader, bar: Bar, write_book: Callable[[], None]) -> None:
        """Grade what is to do; `write_book` is called now and then. Raises GradingError where nothing works."""
        book = _NowAndThen(write_book)
        in_a_row = 0
        for outcome in grader.grades(self.todo, self.keys):
            if isinstance(outcome, NotGraded):
                self.tally.failed.append(outcome)
                in_a_row += 1
                bar.advance()
            elif outcome:
                self._take(outcome)
                in_a_row = 0
                bar.advance()
            if in_a_row >= MOST_IN_A_ROW:
                raise GradingError(f"Nothing can be graded at the moment: {self.tally.failed[-1].why}")
            book.look()
            bar.look()


class _NowAndThen:
    """Calls something every half minute, and more rarely where that takes long."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call
        self.due = time.monotonic() + BOOK_EVERY

    def look(self) -> None:
        began = time.monotonic()
        if began < self.due:
            return
        self.call()
        ended = time.monotonic()
        self.due = ended + max(BOOK_EVERY, BOOK_SHARE * (ended - began))

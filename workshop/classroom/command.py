"""`grade`: a class's submissions in, a gradebook out."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import click
from rich.console import Console
from rich.table import Table

from workshop.catalog import Lesson
from workshop.classroom import book, versions
from workshop.classroom.bar import Bar
from workshop.classroom.book import About, BookError
from workshop.classroom.failures import GradingError
from workshop.classroom.grade import Submission
from workshop.classroom.intake import IntakeError, find
from workshop.classroom.journal import Journal
from workshop.classroom.pool import Pool, usable_cores
from workshop.classroom.run import Grader, Run
from workshop.sandbox import layers
from workshop.sandbox.layers import Layer

DONE, UNDONE, STOPPED, INTERRUPTED = 0, 1, 2, 130
UNCONTAINED = "strangers' code can't be contained."
SHOWN = 5  # of those that could not be graded


class Contained(Grader, Protocol):
    """Who grades, and what contains what it runs; `lacking` says what is missing for code that nobody trusts."""

    @property
    def layers(self) -> tuple[Layer, ...]: ...

    @property
    def lacking(self) -> str: ...


def grade(
    submissions: Path,
    lesson: Lesson,
    out: Path,
    jobs: int | None,
    scheduler: str | None,
    require_sandbox: bool,
    console: Console,
) -> int:
    """Grade all submissions of `lesson` in a folder into the gradebook `out`, by `jobs` processes or a scheduler's.

    Gives 0 when each has a grade, or a problem that the gradebook tells; 1 when some could not be graded for a reason
    that isn't theirs; 2 when nothing works any more; 130 after Ctrl-C. Whatever it ends with, the same command goes on.
    Raises UsageError, before anything is begun, where it can't be done so.
    """
    _refuse(submissions, lesson, out, jobs, scheduler)
    try:
        handed_in = find(submissions, lesson)
        if not handed_in:
            raise click.UsageError(
                f"There is nothing in {submissions}: it holds a folder, zip or tar for each learner."
            )
        with Journal(out, lesson) as journal:
            return _Grading(lesson, handed_in, journal, console).go(
                _grader(lesson, journal.secret, jobs, scheduler, require_sandbox, console), require_sandbox
            )
    except (IntakeError, GradingError) as error:
        raise click.UsageError(str(error)) from None


def _refuse(submissions: Path, lesson: Lesson, out: Path, jobs: int | None, scheduler: str | None) -> None:
    """Raises UsageError where the arguments can't be meant so."""
    if submissions.is_file():
        raise click.UsageError(
            f"{submissions} is a file. Unpack it first, and name the folder with what came out of it, in which each "
            f"learner has an entry: python3 -m workshop grade {submissions.with_suffix('')} --lesson {lesson.number} "
            f"--out {out}"
        )
    if not submissions.is_dir():
        raise click.UsageError(
            f"There is no folder {submissions}: name the one that holds what learners have handed in."
        )
    here, there = submissions.resolve(), out.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise click.UsageError(f"--out {out} and {submissions} must not lie in each other: use a folder beside it.")
    if out.exists() and not out.is_dir():
        raise click.UsageError(f"--out {out} is a file: name a folder, new or of an earlier run.")
    if lesson.engine:
        raise click.UsageError(
            f"Lesson {lesson.number} builds images with Docker, and who may do that may do anything. Grade it one by "
            f"one, with code that you trust: python3 -m workshop check {lesson.number}"
        )
    if jobs is not None and scheduler:
        raise click.UsageError("--jobs does not go with --scheduler: there are as many as the scheduler has workers.")
    if jobs is not None and jobs < 1:
        raise click.UsageError(f"--jobs is how many are graded at a time: 1 or more, not {jobs}.")


def _grader(
    lesson: Lesson, secret: bytes, jobs: int | None, scheduler: str | None, sandboxed: bool, console: Console
) -> AbstractContextManager[Contained]:
    if not scheduler:
        return Pool(lesson, layers.found(), secret, jobs or usable_cores())
    from workshop.classroom.cluster import Cluster  # Dask takes its time to import

    def say(text: str) -> None:
        console.print(text, style="yellow", soft_wrap=True)

    return Cluster(lesson, scheduler, secret, sandboxed=sandboxed, say=say)


class _Grading:
    """One run of the command, once all is known to be right."""

    def __init__(self, lesson: Lesson, handed_in: Sequence[Submission], journal: Journal, console: Console) -> None:
        self.lesson = lesson
        self.journal = journal
        self.console = console
        self.run = Run(lesson, handed_in, journal)
        self.about = About(datetime.now(UTC), "")

    def go(self, entering: AbstractContextManager[Contained], sandboxed: bool) -> int:
        """Grade, write the gradebook, say how it went; gives the exit code."""
        ended, why = DONE, ""
        try:
            with entering as grader:
                self._begin(grader, sandboxed)
                with Bar(self.console, len(self.run.todo)) as bar:
                    self.run.grade(grader, bar, self.write_book)
        except KeyboardInterrupt:
            ended, why = INTERRUPTED, "Stopped."
        except (GradingError, BookError) as error:
            if not self.about.layers:  # it has not begun
                raise
            ended, why = STOPPED, str(error)
        except SystemExit:  # asked to end
            self.write_book()
            raise
        try:
            self.write_book()
        except BookError as error:
            self._say(str(error))
            return STOPPED
        if ended:
            known = len(self.run.names)
            self._say(f"{why} {known} graded so far are in {self.journal.out}; the same command goes on.")
            return ended
        self._tell()
        return UNDONE if self.run.tally.failed else DONE

    def _begin(self, grader: Contained, sandboxed: bool) -> None:
        """Say what contains the code, and whether that is enough; raises GradingError where it must be, and isn't."""
        line = layers.line(grader.layers)
        if grader.lacking and sandboxed:
            raise GradingError(f"--require-sandbox: {UNCONTAINED} Missing: {grader.lacking}.\n{line}")
        self.about = replace(self.about, layers=line, versions=self._versions())
        self.console.print(line, highlight=False, markup=False, soft_wrap=True)
        if grader.lacking:
            self._say(f"Grade only code that you trust here: {UNCONTAINED} Missing: {grader.lacking}.")
        before = self.run.tally.before
        known = f", {before} known from before" if before else ""
        self.console.print(f"{len(self.run.keys)} submissions of lesson {self.lesson.number}{known}.")

    def _versions(self) -> dict[str, str]:
        digests = versions.of(self.lesson).files
        return {"Python": platform.python_version()} | {part: digest[:12] for part, digest in digests.items()}

    def write_book(self) -> None:
        """Write what is known so far; raises BookError."""
        about = replace(self.about, when=datetime.now(UTC))
        book.write(self.journal.out, self.lesson, self.journal.grades(self.run.names), about)

    def _tell(self) -> None:
        tally = self.run.tally
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_row("graded", str(tally.graded))
        table.add_row("known from before", str(tally.before))
        table.add_row("with problems", str(tally.problems))
        if tally.failed:
            table.add_row("not graded", str(len(tally.failed)))
        if tally.mean is not None:
            table.add_row("mean score", f"{tally.mean:.1f} of {self.lesson.points}")
        table.add_row("gradebook", str(self.journal.out / "index.html"), style="bold")
        self.console.print(table, soft_wrap=True)
        for failure in tally.failed[:SHOWN]:
            self._say(f"{failure.name}: {failure.why}")
        if tally.failed:
            self._say("What was not graded is tried again by the same command.")

    def _say(self, text: str) -> None:
        self.console.print(text, style="yellow", highlight=False, markup=False, soft_wrap=True)

"""Verdicts as a page of Markdown: what GitHub shows of a run that has checked a learner's work.

`workshop.classroom.bundle_summary` starts it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
import msgspec

from workshop.catalog import find
from workshop.check.show import MARKS
from workshop.check.verdict import TaskVerdict, Verdict
from workshop.harness.expected import readable, shorten

LONGEST = 200
STARS = {True: " ★", False: "", None: ""}
NOTHING = "Nothing was checked: work/ has no lesson's folder. Hand in with: git add --force work/03-movie-service"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--points", is_flag=True, help="The sums of their points instead, as score=15 and max=22.")
def main(folder: Path, points: bool) -> None:
    """Print what the verdicts in FOLDER say."""
    verdicts = [msgspec.json.decode(path.read_bytes(), type=Verdict) for path in sorted(folder.glob("*.json"))]
    click.echo(sums(verdicts) if points else summary(verdicts))


def sums(verdicts: Sequence[Verdict]) -> str:
    """The points of all lessons together."""
    return f"score={sum(verdict.score for verdict in verdicts)}\nmax={sum(verdict.max for verdict in verdicts)}"


def summary(verdicts: Iterable[Verdict]) -> str:
    """A table for each lesson: its tasks, their points, and of what fails the first message."""
    return "\n".join(line for verdict in verdicts for line in _lines(verdict)) or NOTHING


def _lines(verdict: Verdict) -> Iterator[str]:
    lesson = find(verdict.lesson)
    yield f"### Lesson {lesson.number}, {_cell(lesson.title)}: {verdict.score} of {verdict.max} points\n"
    yield "| | task | points | |"
    yield "|---|---|---|---|"
    for task in verdict.tasks:
        points = f"{task.score}/{task.points}{STARS[task.star]}"
        yield f"| {MARKS[task.status]} | {task.number} {_cell(task.title)} | {points} | {_cell(_why(task))} |"
    for guard in verdict.broken:
        yield f"| {MARKS['failed']} | What worked before | | {_cell(guard.requirement)} |"
    yield ""


def _why(task: TaskVerdict) -> str:
    if task.status == "todo":
        return "not started yet"
    if task.failing:
        return f"{task.failing.requirement} {task.failing.message.partition(chr(10))[0]}"
    return next((check.message for check in task.checks if task.status == "skipped"), "")


def _cell(text: str) -> str:
    """Text that stays text in a table's cell."""
    plain = html.escape(shorten(readable(" ".join(text.split())), LONGEST), quote=False)
    return "".join(f"\\{sign}" if sign in r"\`*_[]|~" else sign for sign in plain)

"""Write the gradebook. What a learner's grade has not changed stays as it is, so that a large class is quick again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from workshop.catalog import Lesson
from workshop.check.export import to_json
from workshop.classroom.book import feedback, gradescope, keeping
from workshop.classroom.book.about import About
from workshop.classroom.book.entries import Entry, entry, legible, problem
from workshop.classroom.book.index import file_name, pages
from workshop.classroom.book.printed import printed
from workshop.classroom.book.table import csv_table
from workshop.classroom.grade import Grade
from workshop.classroom.intake.names import safe_name


def write(out: Path, lesson: Lesson, grades: Iterable[Grade], about: About) -> None:
    """Write the whole gradebook into the folder `out`; raises BookError where that is not possible.

    `grades` are gone through once, so they may come from a file one by one. What an earlier gradebook here has of
    learners who are in this one no more is taken away.
    """
    with keeping.told(out):
        entries = [_one(out, lesson, grade) for grade in grades]
        keeping.keep(out / "grades.csv", csv_table(entries, lesson))
        count = 0
        for name, page in pages(entries, lesson, about):
            keeping.keep(out / name, page)
            count += 1
        _forget_pages(out, count + 1)
        _forget_learners(out, {each.file for each in entries})


def _one(out: Path, lesson: Lesson, grade: Grade) -> Entry:
    file, grade = safe_name(grade.name), legible(grade)
    page, verdict, results = (place(out, file) for place in (keeping.feedback, keeping.verdict, keeping.gradescope))
    is_there = feedback.made_of(page) == feedback.fingerprint(grade, lesson)
    if not (is_there and verdict.is_file() and results.is_file()):
        shown = printed(grade.verdict, lesson) if grade.verdict else None
        keeping.keep(verdict, to_json(grade.verdict) if grade.verdict else _no_verdict(grade, lesson))
        keeping.keep(results, gradescope.results_json(grade, lesson, shown))
        keeping.keep(page, feedback.page(grade, lesson, shown))  # last: its fingerprint says that all three are there
    return entry(grade, file, lesson)


def _no_verdict(grade: Grade, lesson: Lesson) -> bytes:
    """Instead of a verdict: why there is none."""
    said = {"schema": 1, "lesson": lesson.name, "problem": problem(grade), "score": 0, "max": lesson.points}
    return msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"


def _forget_pages(out: Path, number: int) -> None:
    """Take away the pages of a larger class, from this one on."""
    while (out / file_name(number)).is_file():
        (out / file_name(number)).unlink()
        number += 1


def _forget_learners(out: Path, known: set[str]) -> None:
    """Take away the files of learners that are not `known`, where their page shows that a gradebook made them."""
    for page in (out / keeping.FEEDBACK).glob("*.html"):
        if page.stem in known or not feedback.made_of(page):
            continue
        results = keeping.gradescope(out, page.stem)
        keeping.verdict(out, page.stem).unlink(missing_ok=True)
        results.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # somebody has put more there
            results.parent.rmdir()
        page.unlink()

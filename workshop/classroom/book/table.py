"""The gradebook as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from workshop.catalog import Lesson
from workshop.classroom.book.entries import Entry

# what makes a spreadsheet take a cell for a formula (OWASP, CSV injection), in wide letters, too
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_table(entries: Sequence[Entry], lesson: Lesson) -> bytes:
    """A row a submission, a column a task (RFC 4180; UTF-8 with the mark by which Excel knows it)."""
    text = io.StringIO()
    writer = csv.writer(text)
    tasks = [f"task {task.number}: {task.title}" for task in lesson.tasks]
    writer.writerow(["name", "score", "max", *tasks, "problem", "remarks", "stars", "seconds", "digest"])
    for entry in entries:
        marks: list[int | str] = [mark.score for mark in entry.marks]
        writer.writerow(
            [
                harmless(entry.name),
                entry.score,
                entry.max,
                *(marks or [""] * len(tasks)),
                harmless(entry.problem),
                harmless("; ".join(entry.remarks)),
                entry.stars,
                f"{entry.seconds:.2f}",
                harmless(entry.digest),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would else calculate it."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text

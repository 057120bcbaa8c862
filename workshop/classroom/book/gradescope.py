"""A grade as Gradescope's autograders tell it.

The form is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/: everything is said to be text, since
an output without a format is taken for HTML.
"""

from __future__ import annotations

from typing import Any

import msgspec

from workshop.catalog import Lesson
from workshop.check.verdict import TaskVerdict, Verdict
from workshop.classroom.book.entries import one_line, problem
from workshop.classroom.book.printed import Printed, explained, printed
from workshop.classroom.grade import Grade
from workshop.classroom.intake.finding import OF_OTHERS
from workshop.harness.expected import readable

TEXT = {"output_format": "text", "name_format": "text"}


def results_json(grade: Grade, lesson: Lesson, shown: Printed | None = None) -> bytes:
    """What belongs into results.json; `shown` is what `check` prints for this grade, where that is known already."""
    verdict = grade.verdict
    if verdict:
        output = (shown or printed(verdict, lesson)).text
        tests = [_test(task, verdict, lesson) for task in verdict.tasks] + _guards(verdict)
    else:
        output = f"This could not be graded: {problem(grade)}"
        tests = [_ungraded(task.number, task.title, task.points) for task in lesson.tasks]
    results = {
        "score": grade.score,
        "execution_time": round(grade.seconds, 2),
        "output": output + _remarks(grade),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"lesson": grade.lesson, "digest": readable(grade.digest)},
    }
    return msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n"


def _test(task: TaskVerdict, verdict: Verdict, lesson: Lesson) -> dict[str, Any]:
    """A task; Gradescope knows passed and failed only, so the output says what else it was."""
    said = {"todo": "Not started yet.", "skipped": "Skipped.", "passed": "", "failed": ""}[task.status]
    star = {True: "★ The harder checks pass, too.", False: "No star yet: a harder check fails.", None: ""}[task.star]
    lines = [said, star if task.status == "passed" else "", explained(task, verdict, lesson)]
    return {
        "number": str(task.number),
        "name": task.title,
        "score": task.score,
        "max_score": task.points,
        "status": "passed" if task.status == "passed" else "failed",
        "output": "\n".join(line for line in lines if line),
        "visibility": "visible",
        "extra_data": {"status": task.status, "star": task.star},
        **TEXT,
    }


def _guards(verdict: Verdict) -> list[dict[str, Any]]:
    """What worked before, which earns nothing; no test where there is none."""
    if not verdict.guards:
        return []
    broken = [guard.requirement for guard in verdict.broken]
    return [
        {
            "number": str(len(verdict.tasks) + 1),
            "name": "What worked before still works",
            "status": "failed" if broken else "passed",
            "output": "\n".join(f"✗ {requirement}" for requirement in broken),
            "visibility": "visible",
            **TEXT,
        }
    ]


def _remarks(grade: Grade) -> str:
    """The submission's remarks as a paragraph; empty where there is none. Those that name others are the teacher's."""
    own = [one_line(remark) for remark in grade.remarks if not remark.startswith(OF_OTHERS)]
    return f"\n\nRemarks: {'; '.join(own)}" if own else ""


def _ungraded(number: int, title: str, points: int) -> dict[str, Any]:
    return {
        "number": str(number),
        "name": title,
        "score": 0,
        "max_score": points,
        "status": "failed",
        "output": "Not graded.",
        "visibility": "visible",
        **TEXT,
    }

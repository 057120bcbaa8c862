"""The grade of what has no verdict."""

from __future__ import annotations

from workshop.catalog import Lesson
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake.problems import Unfit, told


def ungraded(submission: Submission, lesson: Lesson, key: str, problem: Unfit, seconds: float = 0.0) -> Grade:
    """The grade of a submission that has this problem, told in full; found after so many seconds."""
    return Grade(
        name=submission.name,
        digest=submission.digest,
        key=key,
        lesson=lesson.name,
        problem=told(problem, lesson),
        remarks=submission.remarks,
        seconds=seconds,
    )

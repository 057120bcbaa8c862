"""What grading a class has to do with: a submission as it was handed in, and the grade that it gets."""

from __future__ import annotations

import msgspec

from workshop.check.verdict import Verdict


class Submission(msgspec.Struct, frozen=True):
    """What one learner handed in: `name` is unique in the class, `path` where it lies.

    `digest` is the SHA-256 of its content (hexadecimal), by which it is known again; where it can't be graded as it is,
    `problem` says why and what to hand in instead, and `digest` is of what could be read.
    """

    name: str
    path: str
    digest: str
    problem: str = ""
    remarks: tuple[str, ...] = ()


class Grade(msgspec.Struct, frozen=True):
    """What came of a submission: a verdict, or the problem that kept it from being graded, which earns nothing.

    `remarks` cost no points (a duplicate of somebody else's, say). `seconds` is how long it took. `key` is made of all
    that decides the grade: content, checks, versions.
    """

    name: str
    digest: str
    key: str
    lesson: str
    verdict: Verdict | None = None
    problem: str = ""
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def score(self) -> int:
        return self.verdict.score if self.verdict else 0

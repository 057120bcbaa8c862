"""What can go wrong with grading itself, as opposed to with what is graded."""

from __future__ import annotations

import msgspec


class GradingError(Exception):
    """Grading can't begin or go on; the message says why, and what to do."""


class NotGraded(msgspec.Struct, frozen=True):
    """A submission that couldn't be graded for a reason that isn't its own: the same command tries it again."""

    name: str
    why: str


def not_graded(name: str, error: Exception) -> NotGraded:
    """That the submission `name` wasn't, because of this error: one that can't be graded never stops the others."""
    known = isinstance(error, (OSError, GradingError))
    return NotGraded(name, str(error) if known else f"{type(error).__name__}: {error}")

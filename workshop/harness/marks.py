"""Say which task a check, or every check of a class, belongs to."""

from __future__ import annotations

from typing import Any

import pytest


def task(number: int) -> pytest.MarkDecorator:
    """A check that task `number` must pass to earn its points."""
    return pytest.mark.task(number)


def harder(number: Any) -> Any:
    """An unscored check of task `number`; it earns a star.

    On a method of a class whose task is given elsewhere it stands without a number: `@harder`.
    """
    return pytest.mark.harder(number)


def guard(of: Any = None, *, after: int = 0) -> Any:
    """An unscored check that belongs to no task: what worked before works still. Looked at once task `after` passes."""
    mark = pytest.mark.guard(after)
    return mark if of is None else mark(of)

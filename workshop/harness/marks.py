"""Say which task a check belongs to."""

from __future__ import annotations

import pytest


def task(number: int) -> pytest.MarkDecorator:
    """A check that task `number` must pass to earn its points."""
    return pytest.mark.task(number)


def harder(number: int) -> pytest.MarkDecorator:
    """An unscored check of task `number`; it earns a star."""
    return pytest.mark.harder(number)

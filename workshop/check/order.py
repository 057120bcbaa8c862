"""The order of the checks of a run: those that were asked for first, then the longest, so that none is waited for."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from workshop.harness.plugin import task_number
from workshop.harness.record import CheckResult
from workshop.harness.run import Run

OWN_SERVER = 1.0  # seconds, about, that a check takes which has a PostgreSQL server of its own


class Order:
    """Knows how long each check took when it last ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def note(self, result: CheckResult) -> None:
        self.seconds[result.name] = result.seconds

    def of(self, items: Iterable[pytest.Item], run: Run) -> list[pytest.Item]:
        """These checks of `run` in the order in which they are begun.

        Of a task that is not started one failing check is enough: there the shortest is first.
        """

        def place(item: pytest.Item) -> tuple[bool, bool, float]:
            task, seconds = task_number(item), self._expected(item)
            untouched = task in run.untouched
            return task not in run.first, untouched, seconds if untouched else -seconds

        return sorted(items, key=place)

    def _expected(self, item: pytest.Item) -> float:
        fixtures: Iterable[str] = getattr(item, "fixturenames", ())
        return self.seconds.get(item.name, OWN_SERVER if "postgres" in fixtures else 0)

"""The fixtures that checks ask for by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from workshop.harness.plugin import LessonRun
from workshop.harness.service import Service


def service_fixture(name: str) -> Any:
    """A fixture that gives a check the lesson's service `name`, started fresh for it."""

    @pytest.fixture(name=name)
    def service(request: pytest.FixtureRequest, lesson_run: LessonRun) -> Iterator[Service]:
        """A service of the lesson, started fresh for each check."""
        under_test = lesson_run.service(name, request.node)
        yield under_test
        under_test.close()

    return service

"""The fixtures that checks ask for by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from workshop.harness.part import Part
from workshop.harness.plugin import LessonRun
from workshop.harness.service import Service


def service_fixture(name: str, member: str | None = None) -> Any:
    """A fixture that gives a check the lesson's service `name`, started fresh for it.

    With `member` it is called so, and is the part of the service whose things its data file has under that name. What
    the service `calls` (lesson.toml) is the fixture of that name, most often a stand-in; a service is started before.
    """

    @pytest.fixture(name=member or name)
    def service(request: pytest.FixtureRequest, lesson_run: LessonRun) -> Iterator[Service | Part]:
        """A service of the lesson, started fresh for each check."""
        under_test = lesson_run.service(name, request.node)
        if not under_test.url:
            under_test.called = {other: request.getfixturevalue(other) for other in under_test.entry.called}
        if "postgres" in request.fixturenames:
            under_test.stores.postgres = request.getfixturevalue("postgres")
        if "valkey" in request.fixturenames:
            under_test.stores.valkey = request.getfixturevalue("valkey")
        yield Part(under_test, member) if member else under_test
        under_test.close()

    return service


def neighbour_fixture(name: str, called: str) -> Any:
    """A fixture `called` so: the service `name` of an earlier lesson, whose solution runs with what it needs."""

    @pytest.fixture(name=called)
    def neighbour(request: pytest.FixtureRequest, lesson_run: LessonRun) -> Iterator[Service]:
        """A service of an earlier lesson, started fresh for each check."""
        made = lesson_run.neighbour(name, request.node)
        yield made
        made.close()

    return neighbour

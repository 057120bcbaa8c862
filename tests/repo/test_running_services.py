"""`check --url` asks services that already run, and have data of their own, all that needs no control of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from by_url import assert_nothing_fails, check_by_url
from free_ports import on_free_ports
from workshop.catalog import Lesson, lessons
from workshop.stacks.stack import running


@pytest.fixture(params=lessons(), ids=lambda lesson: lesson.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    found: Lesson = request.param
    return found


@pytest.fixture
def urls(lesson: Lesson, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where the lesson's solutions run, in its stack, with the lesson's own data."""
    with running(lesson.name, on_free_ports(lesson), print, tmp_path) as stack:
        yield {name: stack.members[name].url for name in lesson.services}


@pytest.mark.portioned
def test_right_services_that_run_are_not_refused(lesson: Lesson, urls: dict[str, str], tmp_path: Path) -> None:
    for _ in range(2):  # and again, on what the first has left there
        assert_nothing_fails(lesson.name, check_by_url(lesson.name, urls, tmp_path))

"""What the tests of the workshop share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("by_url", "engine", "hostile_case", "small_course", "terminal")

from skips import Skips  # noqa: E402 (the assertions of these are made to speak first)
from small_course import Course  # noqa: E402

collect_ignore = ["mini", "second"]  # what tests work on, not tests


def pytest_configure(config: pytest.Config) -> None:
    # who runs the tests in the background of a shell ignores Ctrl-C, and what they start would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("WORKSHOP_EXPECT_SKIPS"):
        config.pluginmanager.register(Skips())


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A small course of the module's own."""
    return Course(tmp_path_factory.mktemp("course") / "a course")


@pytest.fixture
def fresh(course: Course) -> Iterator[Course]:
    """The small course with nothing done; afterwards nothing may be left running."""
    course.renew()
    yield course
    course.leaves_nothing()

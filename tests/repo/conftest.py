"""What the tests of the workshop share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("hostile_case", "small_course", "terminal")

from small_course import Course  # noqa: E402 (its assertions are made to speak first)

collect_ignore = ["mini", "second"]  # what tests work on, not tests


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

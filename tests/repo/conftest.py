"""What the tests of the workshop share."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite(
    "by_url", "demos", "engine", "greeting", "hostile_case", "manifests", "small_course", "terminal"
)

import portion  # noqa: E402
from greeting import Greeting, Kernel, new_greeting  # noqa: E402 (the assertions of these are made to speak first)
from groups import Groups  # noqa: E402
from skips import Skips  # noqa: E402
from small_course import Course  # noqa: E402
from small_library import Library  # noqa: E402

collect_ignore = ["mini", "second"]  # what tests work on, not tests


def pytest_configure(config: pytest.Config) -> None:
    # who runs the tests in the background of a shell ignores Ctrl-C, and what they start would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", f"{portion.MARKER}: one of many alike, of which a portion may be run")
    parts = int(os.environ.get("WORKSHOP_PORTION", "1"))
    run = portion.of_commit(parts)
    if parts > 1:
        config.pluginmanager.register(run)
    if hasattr(config, "workerinput"):
        return  # one of several processes: what is said of all is said by the one that orders them
    if os.environ.get("WORKSHOP_EXPECT_SKIPS"):
        config.pluginmanager.register(Skips(run.surely_has))
    if config.pluginmanager.has_plugin("dsession"):
        config.pluginmanager.register(Groups())


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


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A small course of the test's own that has a whole stack."""
    library = Library(tmp_path / "a course")
    yield library
    library.end()


@pytest.fixture
def greeting(tmp_path: Path) -> Greeting:
    """A repository with one lesson, not begun, and the workshop's program."""
    return new_greeting(tmp_path)


@pytest.fixture
def kernel(greeting: Greeting) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels in the folder of that repository."""
    started: list[Kernel] = []

    def start(**changes: str) -> Kernel:
        started.append(Kernel(greeting.root, **changes))
        return started[-1]

    yield start
    for each in started:
        each.close()

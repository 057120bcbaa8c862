"""Run the cases of a module ahead, several at a time: most of them wait for something."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from small_course import Course, Outcome

AT_ONCE = 4
Play = Callable[[Course, Any], Outcome]


@contextmanager
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, play: Play
) -> Iterator[Callable[[Any], Outcome]]:
    """What became of each `case` of the chosen tests of this module, each in a small course with nothing done.

    `play` drives the course; afterwards the course must be as it was: no process and no temporary file left.
    """
    free: queue.SimpleQueue[Course] = queue.SimpleQueue()
    for _ in range(AT_ONCE):
        free.put(Course(tmp_path_factory.mktemp("course") / "c"))

    def run(case: Any) -> Outcome:
        course = free.get()
        try:
            course.renew()
            outcome = play(course, case)
            course.leaves_nothing()
            return outcome
        finally:
            course.end_what_is_left()
            free.put(course)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {id(case): pool.submit(run, case) for case in _chosen(request)}
        yield lambda case: futures[id(case)].result()
        pool.shutdown(cancel_futures=True)


def _chosen(request: pytest.FixtureRequest) -> Iterable[Any]:
    """The cases of the tests that are run, each once."""
    items = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    cases = [item.callspec.params["case"] for item in items if "case" in item.callspec.params]
    return {id(case): case for case in cases}.values()

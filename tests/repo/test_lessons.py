"""Every lesson there is, proved: skeleton, ladder, ablation, mistakes, and a second solution by another hand."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from workshop.catalog import Lesson, lessons
from workshop.check import prove
from workshop.check.checker import Checker
from workshop.check.prove import Caught

SECOND = Path(__file__).parent / "second"
FEWEST_MISTAKES = 8
SIDE_BY_SIDE = 3


@pytest.fixture(scope="module", params=lessons(), ids=lambda lesson: lesson.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


@pytest.fixture(scope="module")
def checker(lesson: Lesson) -> Iterator[Checker]:
    with Checker(lesson) as checker:
        yield checker


def test_starter_and_solution_have_one_skeleton(lesson: Lesson) -> None:
    assert prove.skeleton(lesson) == []


def test_each_rung_passes_exactly_its_tasks(lesson: Lesson, checker: Checker) -> None:
    assert {rung: wrong for rung, wrong in prove.ladder(lesson, checker) if wrong} == {}


def test_a_task_taken_back_fails_alone(lesson: Lesson, checker: Checker) -> None:
    assert {task: wrong for task, wrong in prove.ablation(lesson, checker) if wrong} == {}


@pytest.fixture(scope="module")
def caught(lesson: Lesson) -> dict[str, tuple[Caught, list[str]]]:
    """Each mistake of the lesson, those of its checks that fail on it, and what is not as told."""
    free: queue.SimpleQueue[Checker] = queue.SimpleQueue()

    def catch(named: tuple[str, prove.Mistake]) -> tuple[Caught, list[str]]:
        checker = free.get()
        try:
            return prove.catch(lesson, *named, checker)
        finally:
            free.put(checker)

    with ExitStack() as stack:
        for _ in range(SIDE_BY_SIDE):  # a mistake has few checks: alone it leaves a core idle
            free.put(stack.enter_context(Checker(lesson)))
        found = prove.mistakes(lesson)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return dict(zip((name for name, _ in found), pool.map(catch, found), strict=True))


def test_each_mistake_is_caught_with_its_message(caught: dict[str, tuple[Caught, list[str]]]) -> None:
    assert len(caught) >= FEWEST_MISTAKES
    assert {name: wrong for name, (_, wrong) in caught.items() if wrong} == {}


def test_each_check_catches_a_mistake(
    lesson: Lesson, checker: Checker, caught: dict[str, tuple[Caught, list[str]]]
) -> None:
    whole = checker.check(lesson.solution, tree="solutions")
    assert prove.idle_checks(whole, [each for each, _ in caught.values()]) == []


def test_a_solution_by_another_hand_passes(lesson: Lesson, checker: Checker) -> None:
    folder = SECOND / lesson.name
    assert folder.is_dir(), f"lesson {lesson.number} has no second solution in {SECOND.name}/"
    verdict = checker.check(folder, tree="solutions")
    failing = {check.name: check.message for task in verdict.tasks for check in task.checks if check.status != "passed"}
    assert failing == {}

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
from workshop.check.verdict import Verdict
from workshop.harness.docker import cli

SECOND = Path(__file__).parent / "second"
FEWEST_MISTAKES = 8
SIDE_BY_SIDE = 3
portioned = pytest.mark.portioned


@pytest.fixture(scope="module", params=lessons(), ids=lambda lesson: lesson.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


@pytest.fixture(scope="module")
def checker(lesson: Lesson) -> Iterator[Checker]:
    with Checker(lesson) as checker:
        yield checker


def test_starter_and_solution_have_one_skeleton(lesson: Lesson) -> None:
    assert prove.skeleton(lesson) == []


def test_the_starter_has_no_task_and_the_solution_all(lesson: Lesson, checker: Checker) -> None:
    assert {rung: wrong for rung, wrong in prove.ladder(lesson, checker, (0, len(lesson.tasks))) if wrong} == {}


@portioned
def test_each_rung_between_passes_exactly_its_tasks(lesson: Lesson, checker: Checker) -> None:
    between = range(1, len(lesson.tasks))
    assert {rung: wrong for rung, wrong in prove.ladder(lesson, checker, between) if wrong} == {}


@portioned
def test_a_task_taken_back_fails_alone(lesson: Lesson, checker: Checker) -> None:
    assert {task: wrong for task, wrong in prove.ablation(lesson, checker) if wrong} == {}


@pytest.fixture(scope="module")
def caught(lesson: Lesson, checker: Checker) -> dict[str, tuple[Caught, list[str]]]:
    """Each mistake of the lesson, those of its checks that fail on it, and what is not as told.

    Those that need Docker are left out where there is none.
    """
    free: queue.SimpleQueue[Checker] = queue.SimpleQueue()

    def catch(named: tuple[str, prove.Mistake]) -> tuple[Caught, list[str]]:
        one = free.get()
        try:
            return prove.catch(lesson, *named, one)
        finally:
            free.put(one)

    with ExitStack() as stack:
        for _ in range(SIDE_BY_SIDE):  # a mistake has few checks: alone it leaves a core idle
            free.put(stack.enter_context(Checker(lesson)))
        without = prove.lacks_engine(lesson, checker)
        found = [(name, mistake) for name, mistake in prove.mistakes(lesson) if not (mistake.engine and without)]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return dict(zip((name for name, _ in found), pool.map(catch, found), strict=True))


@portioned
def test_each_mistake_is_caught_with_its_message(caught: dict[str, tuple[Caught, list[str]]]) -> None:
    assert len(caught) >= FEWEST_MISTAKES
    plain = {name: wrong for name, (each, wrong) in caught.items() if not each.mistake.engine}
    assert {name: wrong for name, wrong in plain.items() if wrong} == {}


@portioned
def test_each_mistake_in_containers_is_caught_with_its_message(
    lesson: Lesson, caught: dict[str, tuple[Caught, list[str]]]
) -> None:
    named = [name for name, mistake in prove.mistakes(lesson) if mistake.engine]
    if left_out := [name for name in named if name not in caught]:
        pytest.skip(f"needs Docker ({cli.missing()}): {', '.join(left_out)}")
    assert {name: caught[name][1] for name in named if caught[name][1]} == {}


@pytest.fixture(scope="module")
def by_another_hand(lesson: Lesson, checker: Checker) -> Verdict:
    folder = SECOND / lesson.name
    assert folder.is_dir(), f"lesson {lesson.number} has no second solution in {SECOND.name}/"
    return checker.check(folder, tree="solutions")


@portioned
def test_each_check_catches_a_mistake(
    lesson: Lesson, by_another_hand: Verdict, caught: dict[str, tuple[Caught, list[str]]]
) -> None:
    left_out = [Caught(name, mistake, ()) for name, mistake in prove.mistakes(lesson) if name not in caught]
    assert prove.idle_checks(by_another_hand, [*(each for each, _ in caught.values()), *left_out]) == []


def test_a_solution_by_another_hand_passes(lesson: Lesson, checker: Checker, by_another_hand: Verdict) -> None:
    held = {"passed", "skipped"} if prove.lacks_engine(lesson, checker) else {"passed"}
    checks = [check for task in by_another_hand.tasks for check in task.checks]
    assert {check.name: check.message for check in checks if check.status not in held} == {}

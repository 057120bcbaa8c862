"""Attacks on the grader: each gets what it honestly earns, gains nothing, and leaves nothing and nobody harmed.

After a run `python tests/repo/attack_table.py` prints what came of each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("learner code is contained on Linux only", allow_module_level=True)

from attack_case import ATTACKS, Attack, attacks
from attack_range import Range, keep
from workshop.sandbox import layers

CORPUS = attacks()
IN_ORDER = sorted(CORPUS, key=lambda name: (CORPUS[name].lesson, CORPUS[name].kind, name))
BASES = sorted({(attack.lesson, attack.undone) for attack in CORPUS.values()})
NEIGHBOURS = 6  # attacks from one neighbour to the next


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    """The range, where this machine can contain what nobody trusts."""
    if missing := layers.enough(layers.found()):
        pytest.skip(f"needs a machine that contains learner code: {missing}")
    made = Range(tmp_path_factory.mktemp("attacks"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, Any]]:
    """What came of each attack, kept at the end."""
    found: dict[str, Any] = {}
    yield found
    keep(found)


def test_the_corpus_is_large_and_plain() -> None:
    assert len(CORPUS) >= 80
    assert {path.name for path in ATTACKS.iterdir() if path.is_dir()} == set(CORPUS)
    assert [name for name, attack in CORPUS.items() if not attack.known] == []
    assert [name for name, attack in CORPUS.items() if attack.lesson == 3 and not attack.undone] == []


@pytest.mark.parametrize(("lesson", "undone"), BASES)
def test_what_honest_work_earns(lesson: int, undone: tuple[int, ...], where: Range) -> None:
    base = Attack("honest", "forge", lesson, undone, "")
    grade = where.honest(base.of, undone)
    assert grade.verdict, grade.problem
    assert {task.number: task.score for task in grade.verdict.tasks} == base.earned


@pytest.mark.portioned
@pytest.mark.parametrize("name", IN_ORDER)
def test_attack(name: str, where: Range, outcomes: dict[str, Any]) -> None:
    attack = CORPUS[name]
    outcome = where.attack(name, attack)
    if attack.neighbour or where.graded % NEIGHBOURS == 0 or outcome.problems:
        outcome.problems += neighbour(where, attack)
    outcomes[name] = {
        "about": attack.about,
        "kind": attack.kind,
        "honest": sum(attack.earned.values()),
        "score": outcome.grade.score,
        "seconds": outcome.grade.seconds,
        "problems": outcome.problems,
        "said": outcome.said,
    }
    assert outcome.problems == [], outcome.said


def neighbour(where: Range, attack: Attack) -> list[str]:
    """What is wrong with the grade of an honest submission that comes next."""
    grade = where.honest(attack.of)
    if grade.verdict is None:
        return [f"the next one has no verdict: {grade.problem}"]
    failed = [
        f"{check.name}: {check.message}"
        for task in grade.verdict.tasks
        for check in task.checks
        if check.status == "failed"
    ]
    return [f"the next one earned {grade.score} of {attack.of.points}: {failed[:3]}"] if failed else []

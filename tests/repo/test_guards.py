"""Guards: checks of what worked before earn nothing, speak once their task passes, and belong to success."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from small_course import Course

GUARD = '''
from workshop.harness import guard

@guard(after=1)
def test_notes_can_still_be_read(mini):
    """The notes can still be read."""
    mini.get("/notes").expect(200, json=[], because="a greeting is no reason to lose the notes")
'''
STILL = "What worked before still works (1 of 1 checks, no points)"
NO_MORE = "What worked before works no more (1 of 1 checks)"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = Course(tmp_path_factory.mktemp("guarded") / "c")
    (course.checks / "test_guards.py").write_text(GUARD, encoding="utf-8")
    return course


def broken(course: Course) -> Course:
    """All tasks are done, but what was there before is not there any more."""
    course.renew()
    course.begin("solutions")
    course.replace("mini/app.py", "return notes\n", "return {'notes': notes}\n")
    return course


def test_what_still_works_is_said_and_earns_nothing(guarded: Course) -> None:
    guarded.renew()
    guarded.begin("solutions")
    outcome = guarded.run("check", "9")
    assert outcome.code == 0
    assert STILL in outcome.said
    assert "4/4 points" in outcome.said


def test_what_works_no_more_is_told_in_full_and_is_no_success(guarded: Course) -> None:
    outcome = broken(guarded).run("check", "9")
    assert outcome.code == 1
    assert NO_MORE in outcome.said
    for piece in ("The notes can still be read.", "1. GET /notes", "expected an array", "no reason to lose the notes"):
        assert piece in outcome.said
    assert "still works" not in outcome.said


def test_it_is_in_the_verdict_and_in_the_report(guarded: Course, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    outcome = broken(guarded).check("--junit", str(report))
    (guard,) = outcome.verdict["guards"]
    assert (guard["task"], guard["after"], guard["status"]) == (0, 1, "failed")
    suite = ElementTree.parse(report).getroot()[-1]
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("What worked before", "1", "1")


def test_it_is_silent_before_its_task_passes(guarded: Course) -> None:
    guarded.renew()
    guarded.begin()
    outcome = guarded.check()
    assert outcome.verdict["guards"] == []
    assert "worked before" not in guarded.run("check", "9").said

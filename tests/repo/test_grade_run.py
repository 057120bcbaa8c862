"""A run over a class: nothing is lost, nothing done twice, and what goes wrong is told."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from rich.console import Console

from small_class import Class, ended
from small_course import ROOT, until
from workshop import catalog
from workshop.classroom.command import grade

if sys.platform == "win32":
    pytest.skip("signals are POSIX", allow_module_level=True)

POINTS = 2 + 3 + 2  # of the first three tasks of lesson 3


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Class]:
    people = Class(tmp_path / "class")
    yield people
    people.end()


def test_a_class_is_graded_once(people: Class) -> None:
    names = people.hand_in_all(5)
    (people.submissions / "learner-05.zip").write_bytes(b"no zip")
    said = people.grade("--jobs", "2")
    assert "contained by: " in said
    assert "6 submissions of lesson 3." in said
    assert f"mean score {POINTS}.0 of " in said
    assert str(people.out / "index.html") in said
    assert people.scores() == dict.fromkeys(names, str(POINTS)) | {"learner-05": "0"}
    assert people.kept()["learner-05"].problem

    again = people.grade()
    assert "5 known from before" in again
    assert people.gradings() == dict.fromkeys(names, 1)


def test_only_what_has_changed_is_graded_again(people: Class) -> None:
    people.hand_in_all(3)
    people.grade()
    people.hand_in("learner-01", "1")
    people.hand_in("somebody-new", "2")
    shutil.rmtree(people.submissions / "learner-02")
    people.grade()
    assert people.gradings() == {"learner-00": 1, "learner-01": 2, "learner-02": 1, "somebody-new": 1}
    assert people.scores() == {"learner-00": "7", "learner-01": "2", "somebody-new": "5"}
    assert "learner-02" in people.kept()


def test_killed_it_goes_on_where_it_stopped(people: Class) -> None:
    names = people.hand_in_all(6)
    for name in names[3:]:
        people.hand_in(name, "3 wait")
    process = people.start("--jobs", "1")
    people.waits_for(3)
    until(lambda: people.gradings()["learner-03"], "the fourth is under way")
    process.kill()
    process.communicate()

    first = people.kept()
    half = next(people.journal.glob("*.json"))
    lost = next(name for name, grade in first.items() if grade.digest in half.read_text())
    half.write_bytes(half.read_bytes()[:200])
    people.gate.touch()
    assert "2 known from before" in people.grade("--jobs", "1")
    assert people.scores() == dict.fromkeys(names, str(POINTS))
    assert people.gradings() == dict.fromkeys(names, 1) | {lost: 2, "learner-03": 2}
    now = people.kept()
    assert all(now[name].verdict == grade.verdict for name, grade in first.items())  # the secret is the same


def test_stopped_by_hand_it_says_how_it_goes_on(people: Class) -> None:
    names = people.hand_in_all(4)
    people.hand_in(names[3], "3 wait")
    process = people.start("--jobs", "1", BOOK_EVERY="0")
    until(lambda: people.gradings()[names[3]], "the last is under way")
    until(lambda: (people.out / "grades.csv").exists() and len(people.scores()) == 3, "a gradebook in between")
    process.send_signal(signal.SIGINT)
    people.gate.touch()
    assert "Stopped. 3 graded so far are in" in ended(process, 130)
    assert people.scores() == dict.fromkeys(names[:3], str(POINTS))
    people.grade()
    assert people.scores() == dict.fromkeys(names, str(POINTS))


def test_two_at_a_time_are_refused(people: Class) -> None:
    people.hand_in("ada", "3 wait")
    process = people.start()
    until(lambda: people.gradings()["ada"], "one is under way")
    assert "Somebody is grading into" in people.grade(code=2)
    people.gate.touch()
    ended(process)


def test_what_the_machine_fails_at_is_tried_again(people: Class) -> None:
    people.hand_in_all(3)
    people.hand_in("unlucky", "3 fail")
    said = people.grade(code=1)
    assert "unlucky: no space left on this device" in said
    assert "unlucky" not in people.scores()
    people.hand_in("unlucky", "3")
    people.grade()
    assert people.scores()["unlucky"] == str(POINTS)


def test_where_nothing_works_it_stops(people: Class) -> None:
    people.hand_in_all(20, "3 fail")
    said = people.grade("--jobs", "1", code=2)
    assert "Nothing can be graded at the moment: no space left on this device 0 graded so far are in" in said
    assert len(people.gradings()) < 10


def test_too_little_containment_is_told_or_refused(people: Class) -> None:
    people.hand_in_all(1)
    said = people.grade(WEAK="seccomp limits")
    assert (
        "Grade only code that you trust here: strangers' code can't be contained. Missing: seccomp and limits" in said
    )
    said = people.grade("--require-sandbox", code=2, WEAK="seccomp")
    assert "--require-sandbox: strangers' code can't be contained. Missing: seccomp" in said
    people.grade("--require-sandbox")


def refused(
    submissions: Path, out: Path, jobs: int | None = None, scheduler: str | None = None, lesson: str = "3"
) -> str:
    with pytest.raises(click.UsageError) as refusal:
        grade(submissions, catalog.find(lesson), out, jobs, scheduler, False, Console())
    return refusal.value.message


def test_wrong_use_is_told_before_anything_is_begun(people: Class, tmp_path: Path) -> None:
    people.hand_in_all(1)
    here, out = people.submissions, people.out
    assert "There is no folder" in refused(tmp_path / "nowhere", out)
    packed = tmp_path / "class of 2026.zip"
    packed.write_bytes(b"PK")
    assert "is a file. Unpack it first, and name the folder with what came out of it" in refused(packed, out)
    for inside in (here / "grades", here, people.root, here / "learner-00" / ".." / "x"):
        assert "must not lie in each other" in refused(here, inside)
    assert "is a file" in refused(here, Path(__file__))
    assert "1 or more, not 0" in refused(here, out, jobs=0)
    assert "--jobs does not go with --scheduler" in refused(here, out, jobs=2, scheduler="tcp://127.0.0.1:1")
    assert "Lesson 13 builds images with Docker" in refused(here, out, lesson="13")
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty", out)
    assert not out.exists()


def test_dask_is_imported_with_a_scheduler_only() -> None:
    look = "import sys, workshop.classroom.command; print([name for name in sys.modules if name.startswith('d')])"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "'dask'" not in done.stdout
    assert "'distributed'" not in done.stdout

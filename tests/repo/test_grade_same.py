"""The same verdict everywhere: alone, among others on this machine, and on a cluster, with the same run's secret.

The class is mixed, and small: one of each kind; with WORKSHOP_CLASS=200 there are so many, which takes an hour. What is
compared is status and message of every check, score and status of every task, and every problem; the ids that a
learner's code makes up are left out, and so is what it prints.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

if sys.platform == "win32":
    pytest.skip("nothing is contained there", allow_module_level=True)

import mixed_class
from small_cluster import Cluster
from small_course import PROGRAM, ROOT
from workshop import catalog
from workshop.catalog import Lesson
from workshop.classroom.grade import Grade
from workshop.classroom.intake import find
from workshop.classroom.journal import FOLDER, Journal
from workshop.classroom.pool import Pool
from workshop.harness.record import CheckResult
from workshop.sandbox import layers
from workshop.serve.fork import Forked
from workshop.serve.launch import Left, encode

ALL = int(os.environ.get("WORKSHOP_CLASS", "28"))
SECOND = max(4, ALL // 6)  # of them in the lesson with a database
WORKERS = 4
MADE_UP = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,}\b|\b[0-9a-f-]{5,}\u2026")  # some cut
ID = re.compile(r'"id":\s*("[^"]*"|[\w.]+)')
Grades = dict[str, Grade]


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with four workers, where this machine can contain what they grade."""
    if missing := layers.enough(layers.found()):
        pytest.skip(f"needs a machine that contains learner code: {missing}")
    cluster = Cluster(tmp_path_factory.mktemp("cluster"), real=True)
    try:
        for number in range(WORKERS):
            cluster.worker(f"worker-{number}")
        cluster.has(WORKERS)
        yield cluster
    finally:
        cluster.end()


@pytest.mark.portioned
@pytest.mark.parametrize(("lesson", "number"), [("3", ALL - SECOND), ("4", SECOND)])
def test_the_same_verdict_everywhere(lesson: str, number: int, four: Cluster, tmp_path: Path) -> None:
    given = catalog.find(lesson)
    people = tmp_path / "class"
    mixed_class.hand_in(given, people, number)
    with Journal(tmp_path / "one", given) as journal:
        one = alone(given, people, journal.secret)
    among = by_command(given, people, tmp_path, "among", "--jobs", str(WORKERS))
    clustered = by_command(given, people, tmp_path, "clustered", "--scheduler", four.address)
    assert one.keys() == among.keys() == clustered.keys()
    assert len(one) == number
    assert differences(one, among) == {}
    assert differences(one, clustered) == {}


def test_two_requests_that_fail_together_are_told_the_same_end() -> None:
    """Else what a check says would be a matter of luck."""
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(2) as pool:
        service = Forked(ours, workers=0, deadline=0)
        ends = [pool.submit(service.ended) for _ in range(2)]
        theirs.sendall(encode(Left(3)))
        assert [end.result() for end in ends] == ["your service ended with exit code 3"] * 2


def alone(lesson: Lesson, people: Path, secret: bytes) -> Grades:
    """Each graded by a bench that grades nothing else."""
    grades = {}
    found = layers.found()
    for submission in find(people, lesson):
        with Pool(lesson, found, secret, 1) as pool:
            (grade,) = filter(None, pool.grades([submission], {submission.name: ""}))
        assert isinstance(grade, Grade), grade
        grades[submission.name] = grade
    return grades


def by_command(lesson: Lesson, people: Path, folder: Path, name: str, *arguments: str) -> Grades:
    """All graded by the command, in a run with the secret of the one in `folder`."""
    out = folder / name
    shutil.copytree(folder / "one" / FOLDER, out / FOLDER, ignore=shutil.ignore_patterns("lock"))
    words = [*PROGRAM, "grade", str(people), "--lesson", str(lesson.number), "--out", str(out), *arguments]
    done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    grades = [msgspec.json.decode(path.read_bytes(), type=Grade) for path in out.glob(f"{FOLDER}/grades/*.json")]
    return {grade.name: grade for grade in grades}


def differences(one: Grades, other: Grades) -> dict[str, list[str]]:
    """By submission what differs, alone and there."""
    both = {name: (said(one[name]), said(other[name])) for name in one}
    return {
        name: [
            f"{part}: {here.get(part)} | {there.get(part)}"
            for part in here | there
            if here.get(part) != there.get(part)
        ]
        for name, (here, there) in both.items()
        if here != there
    }


def said(grade: Grade) -> dict[str, str]:
    """What must be the same each time, part by part."""
    if grade.verdict is None:
        return {"problem": grade.problem}
    verdict = grade.verdict
    tasks = {f"task {task.number}": f"{task.status}, {task.score} points, star {task.star}" for task in verdict.tasks}
    checks = [check for task in verdict.tasks for check in task.checks] + list(verdict.guards)
    whole = {"seed": verdict.seed, "score": str(verdict.score), "notes": " ".join(verdict.notes)}
    return whole | tasks | {check.name: f"{check.status} {steady(check)}" for check in checks}


def steady(check: CheckResult) -> str:
    """The message of a check without what the learner's code makes up: ids, be they in a reply or of a usual kind."""
    made_up = {made for exchange in check.requests for made in ID.findall(exchange.reply or "")}
    text = ID.sub("an id", check.message)
    for each in sorted(made_up, key=len, reverse=True):
        text = text.replace(each, "an id")
    return MADE_UP.sub("an id", text)

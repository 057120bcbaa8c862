"""compose/grading.yml: a scheduler and workers as containers grade a class, and contain what they run."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
from small_course import ROOT
from workshop.catalog import find
from workshop.harness.docker import cli
from workshop.serve.ports import free_port

pytestmark = pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))

LESSON = find("3")
PROJECT = f"{engine.PREFIX}-{os.getpid()}-grading"
SECONDS = 900  # a first build fetches all packages
LEAD_OUT = """
import socket
for address in ("192.0.2.1", 80), ("1.1.1.1", 53):
    try:
        socket.create_connection(address, 2)
    except OSError:
        continue
    print("reached", address)
"""


class Grading:
    """The containers, under a name of their own."""

    def __init__(self, folder: Path) -> None:
        self.submissions, self.grades = folder / "submissions", folder / "grades"
        self.port = free_port()
        for each in (self.submissions, self.grades):
            each.mkdir()

    def run(self, *words: str) -> str:
        """What `docker compose -f compose/grading.yml WORDS` prints."""
        own = {"COMPOSE_PROJECT_NAME": PROJECT, "GRADING_PORT": str(self.port), "COMPOSE_ANSI": "never"}
        done = subprocess.run(
            ["docker", "compose", "-f", "compose/grading.yml", *words],
            cwd=ROOT,
            env=os.environ | own | {"SUBMISSIONS": str(self.submissions), "GRADES": str(self.grades)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"{words}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def grading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grading]:
    grading = Grading(tmp_path_factory.mktemp("grading"))
    try:
        grading.run("up", "--build", "--detach", "--wait", "--scale", "worker=2")
        yield grading
    finally:
        grading.run("--profile", "grade", "down", "--volumes", "--timeout", "5")
        with contextlib.suppress(cli.EngineError):  # it was never built
            engine.docker("image", "rm", PROJECT)


def test_containers_grade_a_class(grading: Grading) -> None:
    for number, tree in enumerate([LESSON.solution, LESSON.starter, LESSON.solution]):
        place = grading.submissions / f"learner-{number}" / LESSON.name
        shutil.copytree(tree, place, ignore=shutil.ignore_patterns("__pycache__"))
        (place / "own.txt").write_text(str(number), encoding="utf-8")
    said = grading.run("run", "--rm", "grade", "--lesson", "3", "--require-sandbox")
    assert "contained by: Landlock" in said
    assert "seccomp, limits" in said
    with (grading.grades / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = {row["name"]: row["score"] for row in csv.DictReader(file)}
    assert scores == {"learner-0": str(LESSON.points), "learner-1": "0", "learner-2": str(LESSON.points)}


def test_a_worker_has_no_rights_and_no_way_out(grading: Grading) -> None:
    assert grading.run("exec", "worker", "python", "-c", LEAD_OUT) == ""
    assert grading.run("exec", "worker", "id", "-u") == "10001\n"
    rights = grading.run("exec", "worker", "grep", "-E", "CapEff|CapBnd|NoNewPrivs", "/proc/self/status")
    assert [line.split()[1] for line in rights.splitlines()] == ["0" * 16, "0" * 16, "1"]
    assert "refused" in grading.run("exec", "worker", "sh", "-c", "touch /workshop/x 2>/dev/null || echo refused")

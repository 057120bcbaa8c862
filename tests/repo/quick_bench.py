"""A bench that checks nothing: what a submission says of itself is its grade. For tests of all that is around benches.

`said.txt` in a submission names a folder, how many tasks are done, and perhaps what the bench does before it says so:
"wait" until the file `gate` is in that folder, "kill" the process it is in, "fail" as a full disk does. Each grading is
noted in the folder's file `log`.

`python -m quick_bench SUBMISSIONS OUT [SCHEDULER]` is the command `grade` with such benches; Dask's `--preload
quick_bench` makes a worker use them.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from workshop import catalog
from workshop.catalog import Lesson
from workshop.check.verdict import Verdict, judge
from workshop.classroom import pool_benches, run
from workshop.classroom.command import grade
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake import unpack
from workshop.harness.record import CheckResult
from workshop.sandbox import holding, layers
from workshop.sandbox.layers import Layer
from workshop.sandbox.plan import Cage
from workshop.serve import waiting

LESSON = "03-movie-service"
SECONDS = 180
LAYERS = ("uid", "landlock", "seccomp", "limits", "pid", "network", "mount", "cgroup")


class QuickBench:
    """What `Bench` is to those that use it."""

    def __init__(self, lesson: Lesson, cage: Cage, secret: bytes) -> None:
        self.lesson = lesson
        self.secret = secret
        assert cage.layers

    def grade(self, submission: Submission, key: str = "") -> Grade:
        with tempfile.TemporaryDirectory() as folder:
            unpack(submission, self.lesson, Path(folder, self.lesson.name))
            said = Path(folder, self.lesson.name, "said.txt").read_text(encoding="utf-8")
        place, done, *orders = said.split()
        note(Path(place, "log"), submission.name)
        for order in orders:
            obey(order, Path(place, "gate"))
        verdict = verdict_of(self.lesson, int(done), self.secret.hex()[:8] + submission.digest[:8])
        return Grade(
            submission.name, submission.digest, key, self.lesson.name, verdict=verdict, remarks=submission.remarks
        )

    def break_off(self) -> None:
        pass

    def close(self) -> None:
        pass


def verdict_of(lesson: Lesson, tasks: int, seed: str) -> Verdict:
    """The verdict of somebody who has done the first tasks."""
    results = [
        CheckResult(
            f"check_{task.number}", task.number, False, task.title, "passed" if task.number <= tasks else "failed"
        )
        for task in lesson.tasks
    ]
    return judge(lesson, results, tree="work", seed=seed, seconds=0.0)


def note(log: Path, name: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{name} {os.getpid()}\n")


def obey(order: str, gate: Path) -> None:
    if order == "wait":
        assert waiting.until(gate.exists, SECONDS)
    elif order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == "fail":
        raise OSError("no space left on this device")


def found() -> tuple[Layer, ...]:
    """All layers hold, except those that WEAK names."""
    weak = os.environ.get("WEAK", "").split()
    return tuple(Layer(name, name not in weak, "it is tested" if name in weak else "", "much") for name in LAYERS)


@contextmanager
def held(found: Sequence[Layer], slot: int) -> Iterator[Cage]:
    """A cage of which nothing is taken."""
    yield layers.cage(found, slot)


def install() -> None:
    setattr(pool_benches, "Bench", QuickBench)  # noqa: B010 (to a type checker it is another class)
    layers.found = found
    setattr(holding, "held", held)  # noqa: B010 (it takes no limits)


def dask_setup(worker: Any) -> None:  # noqa: ARG001 (Dask gives it)
    """What Dask calls in a worker that preloads this file."""
    install()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("submissions", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("scheduler", nargs="?")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--require-sandbox", action="store_true")
    given = parser.parse_args()
    run.BOOK_EVERY = float(os.environ.get("BOOK_EVERY", "30"))
    if given.scheduler:
        from workshop.classroom import cluster

        cluster.FIRST_WORKER_SECONDS = int(os.environ.get("PATIENCE", "20"))
    lesson = catalog.find(LESSON)
    console = Console(highlight=False, width=200)
    try:
        return grade(given.submissions, lesson, given.out, given.jobs, given.scheduler, given.require_sandbox, console)
    except click.UsageError as error:
        print(error.message)
        return 2


if __name__ == "__main__":
    install()
    sys.exit(main())

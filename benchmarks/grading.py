"""How fast a class is graded, and what memory that takes: submissions of lesson 3, mixed, each contained.

    python3 benchmarks/grading.py [--number 100] [--cluster]
    python3 benchmarks/grading.py --number 2000 --memory

The class is the solution, the starter, what lies between them, and the mistakes, by turns. Everything is measured in
one run; in brackets is the aim. `--cluster` grades the same on a Dask scheduler of this machine, too; `--memory` only
watches what two benches have while they grade. Run it in the workshop's environment.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402 (the path must be right first)

from learner import ENVIRONMENT  # noqa: E402
from plain import write_plain_tests  # noqa: E402
from workshop import catalog, regions  # noqa: E402
from workshop.catalog import Lesson  # noqa: E402
from workshop.check import prove  # noqa: E402
from workshop.check.checker import Checker  # noqa: E402
from workshop.check.verdict import Verdict  # noqa: E402
from workshop.classroom.cluster import Cluster  # noqa: E402
from workshop.classroom.grade import Grade, Submission  # noqa: E402
from workshop.classroom.intake import find, unpack  # noqa: E402
from workshop.classroom.pool import Pool  # noqa: E402
from workshop.classroom.run import Grader  # noqa: E402
from workshop.harness.record import CheckResult  # noqa: E402
from workshop.sandbox import layers  # noqa: E402
from workshop.serve.ports import free_port  # noqa: E402
from workshop.serve.starter import kill_tree  # noqa: E402

LESSON = "3"
CHECKS = 20  # of the lesson, by which containing is compared with plain pytest
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_plain.py"]
PLAIN = ENVIRONMENT | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
SECRET = b"of this benchmark"
MEGABYTE = 1024 * 1024
REACHED = 0o711  # by the users that services run as


def hand_in(lesson: Lesson, folder: Path, number: int) -> list[Submission]:
    """A class of so many; gives its submissions."""
    ladder = [(lesson.starter, lesson.solution, range(1, upto + 1)) for upto in range(len(lesson.tasks) + 1)]
    wrong = [(lesson.solution, lesson.mistakes / name, [mistake.task]) for name, mistake in prove.mistakes(lesson)]
    kinds = [kind for pair in itertools.zip_longest(ladder, wrong) for kind in pair if kind]
    for index, (base, source, tasks) in zip(range(number), itertools.cycle(kinds), strict=False):
        target = folder / f"learner-{index:04}" / lesson.name
        with prove.built(lesson, base, source, tasks) as built:
            _copy(built, target, index)
    return find(folder, lesson)


def _copy(source: Path, target: Path, index: int) -> None:
    for name in regions.files(source):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (source / name).read_bytes()
        place.write_bytes(text + f"\n# {index}\n".encode() if name.endswith(".py") else text)


def graded(grader: Grader, submissions: Sequence[Submission]) -> tuple[float, list[Grade]]:
    """Seconds from the first grade to the last one, by which start-up is left out; and the grades."""
    keys: Mapping[str, str] = {submission.name: submission.digest for submission in submissions}
    grades: list[Grade] = []
    began = 0.0
    for outcome in grader.grades(submissions, keys):
        if isinstance(outcome, Grade):
            began = began or time.perf_counter()
            grades.append(outcome)
        elif outcome:
            raise SystemExit(f"{outcome.name} was not graded: {outcome.why}")
    return time.perf_counter() - began, grades


def memory() -> float:
    """MB that all processes below this one have for themselves, a share of what they have together included."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:  # it has ended
            continue
    return total / MEGABYTE


def compared(lesson: Lesson, submissions: Sequence[Submission], folder: Path) -> dict[str, float]:
    """Seconds per submission on one core: of plain pytest that sends what CHECKS checks send, and of these checks.

    These are measured without trying again what has failed, as plain pytest does not, and with it.
    """
    folder.mkdir()
    folder.chmod(REACHED)
    took: dict[str, list[float]] = {"plain": [], "contained": [], "again": []}
    passed = 0
    with on_cores(1), Checker(lesson, cage=layers.cage(layers.found(), slot=0)) as checker:
        chosen = some_checks(checker, lesson)
        names = [check.name for check in chosen]
        write_plain_tests(folder / "plain", folder / "program", chosen)
        for submission in submissions:
            unpacked = folder / submission.name
            unpack(submission, lesson, unpacked)
            place(folder / "program", unpacked)
            with timed(took["plain"]):
                subprocess.run(PYTEST, cwd=folder / "plain", env=PLAIN, check=False, capture_output=True)
            with timed(took["contained"]):
                verdict = checker.check(unpacked, checks=names, thorough=True)
            with timed(took["again"]):
                checker.check(unpacked, checks=names, thorough=True, again=True)
            passed += sum(check.status == "passed" for check in checks_of(verdict))
    if not passed:
        raise SystemExit("No check of any submission has passed: this says nothing.")
    return {name: statistics.mean(each) for name, each in took.items()}


def some_checks(checker: Checker, lesson: Lesson) -> list[CheckResult]:
    """CHECKS of the lesson's checks, from its first task to its last, as they went for the solution."""
    checks = checks_of(checker.check(lesson.solution))
    return checks[:: len(checks) // CHECKS][:CHECKS]


def checks_of(verdict: Verdict) -> list[CheckResult]:
    return [check for task in verdict.tasks for check in task.checks]


def place(link: Path, target: Path) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


@contextlib.contextmanager
def timed(took: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took.append(time.perf_counter() - began)


@contextlib.contextmanager
def on_cores(number: int) -> Iterator[None]:
    """All that is started in the body shares so many cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def local(lesson: Lesson, submissions: Sequence[Submission], jobs: int) -> tuple[float, float, float]:
    """Seconds per submission with so many benches and cores, and the memory of each at the first and at the last."""
    with on_cores(jobs), Pool(lesson, layers.found(), SECRET, jobs) as pool:
        graded(pool, submissions[: 2 * jobs])
        first = memory() / jobs
        seconds, grades = graded(pool, submissions)
        return seconds / (len(grades) - 1), first, memory() / jobs


def watch_memory(lesson: Lesson, submissions: Sequence[Submission], jobs: int) -> None:
    """Prints the memory of each of so many benches, a line for each tenth of the submissions."""
    tenth = max(1, len(submissions) // 10)
    done = 0
    with Pool(lesson, layers.found(), SECRET, jobs) as pool:
        while some := submissions[done : done + tenth]:
            graded(pool, some)
            done += len(some)
            print(f"{done:6} graded  {memory() / jobs:4.0f} MB a bench (150)", flush=True)


@contextlib.contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """A Dask scheduler with two workers, as TEACHING.md starts them; gives its address. They print to `folder`."""
    address = f"tcp://127.0.0.1:{free_port()}"
    local = ["--host=127.0.0.1", "--dashboard-address=127.0.0.1:0"]
    commands = [
        ["-m", "distributed.cli.dask_scheduler", f"--port={address.rpartition(':')[2]}", *local],
        ["-m", "workshop.classroom.dask_worker", address, "--nworkers=2", f"--local-directory={folder}", *local],
    ]
    with (folder / "dask.log").open("wb") as log:
        started = [subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=log, stderr=log) for words in commands]
        try:
            yield address
        finally:
            for process in reversed(started):
                kill_tree(process.pid)
                process.wait()


def clustered(lesson: Lesson, submissions: Sequence[Submission], folder: Path) -> float:
    """Seconds per submission on a scheduler with two workers of this machine."""
    folder.mkdir()
    with scheduler(folder) as address, Cluster(lesson, address, SECRET, sandboxed=False, say=print) as cluster:
        cluster.client.wait_for_workers(2)
        graded(cluster, submissions[:4])
        seconds, grades = graded(cluster, submissions)
        return seconds / (len(grades) - 1)


def measure(lesson: Lesson, submissions: Sequence[Submission], folder: Path, *, cluster: bool) -> None:
    took = compared(lesson, submissions, folder / "compared")
    plain, contained, again = took["plain"], took["contained"], took["again"]
    print(f"plain pytest with the test client   {plain:6.3f} s    the requests of {CHECKS} checks, on one core")
    print(f"contained, each on a fresh service  {contained:6.3f} s    {contained / plain:4.2f} times that (1.5)")
    print(f"and again alone what has failed     {again:6.3f} s    {again / plain:4.2f} times")
    alone, first, last = local(lesson, submissions, 1)
    together, *_ = local(lesson, submissions, 2)
    print(f"graded on one core, all checks      {alone:6.3f} s")
    print(f"graded on two cores                 {together:6.3f} s    {alone / together:4.2f} times as fast (1.8)")
    print(f"memory of a bench                   {first:6.0f} MB at first, {last:.0f} MB at last (150)")
    if cluster:
        by_dask = clustered(lesson, submissions, folder / "cluster")
        print(f"graded by two workers of Dask       {by_dask:6.3f} s    {by_dask / together:4.2f} times that (1.1)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    lesson = catalog.find(LESSON)
    print(layers.line(layers.found()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(REACHED)
        submissions = hand_in(lesson, folder / "class", options.number)
        print(f"lesson {LESSON}, {len(submissions)} submissions, mixed; seconds are of one, at the mean")
        if options.memory:
            watch_memory(lesson, submissions, 2)
        else:
            measure(lesson, submissions, folder, cluster=options.cluster)


if __name__ == "__main__":
    main()

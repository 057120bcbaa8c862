"""A bench finds out whose fault it is that something can't be checked: the submission's, or the machine's."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("grading there is for trusted code", allow_module_level=True)

from small_class import HERE
from small_course import ROOT
from workshop import catalog
from workshop.classroom import bench_process, pool_benches
from workshop.classroom.bench import Outcome
from workshop.classroom.benches import Bench
from workshop.classroom.cluster import packed
from workshop.classroom.failures import GradingError, NotGraded
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake import find
from workshop.classroom.pool import Pool
from workshop.classroom.pool_benches import Benches
from workshop.sandbox import holding
from workshop.sandbox.layers import Layer
from workshop.sandbox.plan import Cage, SandboxError
from workshop.serve.waiting import until

LESSON = catalog.find("3")
CAGE = Cage(())


class Odd:
    """Submissions that order a bench around, and what it was ordered."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "log"

    def submission(self, name: str, said: str) -> Submission:
        folder = self.root / "class" / name / LESSON.name
        (folder / "movies").mkdir(parents=True)
        (folder / "movies" / "app.py").write_text(f"# by {name}\n")
        (folder / "said.txt").write_text(said)
        return next(found for found in find(self.root / "class", LESSON) if found.name == name)

    def ordered(self) -> Counter[str]:
        return Counter(self.log.read_text().splitlines())

    def break_all(self) -> None:
        (self.root / "BROKEN").touch()


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Odd:
    """Benches do what submissions say."""
    odd = Odd(tmp_path)

    def command(*_: object, **__: object) -> list[str]:
        begin = f"import sys; sys.path.insert(0, {str(HERE)!r}); import odd_bench; odd_bench.main(*sys.argv[1:])"
        return [sys.executable, "-c", begin, LESSON.name, str(odd.log)]

    monkeypatch.setattr(bench_process.room, "command", command)
    return odd


@pytest.fixture
def bench(odd: Odd) -> Iterator[Bench]:  # noqa: ARG001 (which makes it odd)
    with Bench(LESSON, CAGE, b"secret") as bench:
        yield bench
    assert not bench.folder.exists()


@pytest.mark.parametrize(("said", "why"), [("end", "ended."), ("talk", "ended."), ("fail", "PostgreSQL did not start")])
def test_what_only_one_submission_fails_at_is_its_problem(odd: Odd, bench: Bench, said: str, why: str) -> None:
    grade = bench.grade(odd.submission("eve", said), "key")
    assert (grade.name, grade.key, grade.verdict) == ("eve", "key", None)
    assert grade.problem.startswith("It was tried 3 times and could not be checked, while the lesson's starter could. ")
    assert why in grade.problem
    assert odd.ordered() == {said: 3, "starter": 1}
    assert bench.grade(odd.submission("ada", "well")).score
    assert list(bench.handed_in.iterdir()) == []


def test_what_fails_once_is_tried_again(odd: Odd, bench: Bench) -> None:
    assert bench.grade(odd.submission("ada", "end once")).score
    assert odd.ordered() == {"end once": 2}


def test_what_nothing_can_be_checked_by_is_the_machines_fault(odd: Odd, bench: Bench) -> None:
    odd.break_all()
    with pytest.raises(GradingError) as failure:
        bench.grade(odd.submission("ada", "well"))
    assert str(failure.value) == "not even the lesson's own starter can be checked here. PostgreSQL did not start."
    assert odd.ordered() == {"well": 2, "starter": 1}


def test_a_bench_that_cannot_begin_is_the_machines_fault(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_process.room, "command", lambda *_, **__: [sys.executable, "-c", "raise SystemExit(1)"])
    with Bench(LESSON, CAGE, b"") as bench, pytest.raises(GradingError, match=r"The process that checked it ended\."):
        bench.grade(odd.submission("ada", "well"))


def test_what_does_not_end_is_a_problem_at_once(odd: Odd, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the one who gives up is still at it when the pipe is closed."""
    assert bench.grade(odd.submission("ada", "well")).score
    monkeypatch.setattr(bench_process, "MOST_SECONDS", 2)
    kill = bench_process.kill_tree
    at_it = threading.Event()

    def kill_slowly(pid: int) -> None:
        kill(pid)
        at_it.wait(0.3)

    monkeypatch.setattr(bench_process, "kill_tree", kill_slowly)
    grade = bench.grade(odd.submission("eve", "wait"))
    assert grade.problem.startswith("Checking it did not end within ")
    assert odd.ordered() == {"well": 1, "wait": 1}
    monkeypatch.setattr(bench_process, "MOST_SECONDS", 60)
    assert bench.grade(odd.submission("bob", "well")).score


def test_what_is_unfit_is_told_as_in_a_cluster(odd: Odd, bench: Bench) -> None:
    ada = odd.submission("ada", "well")
    Path(ada.path, LESSON.name, "said.txt").write_text("another")
    with pytest.raises(Exception, match="It changed while") as unfit:
        packed(ada, LESSON)
    assert bench.grade(ada).problem == str(unfit.value)
    assert bench.grade(Submission("eve", "nowhere", "", problem="It is odd.")).problem == "It is odd."


def graded(submissions: Sequence[Submission], pool: Pool) -> dict[str, Grade | NotGraded]:
    keys = {submission.name: "" for submission in submissions}
    return {outcome.name: outcome for outcome in pool.grades(submissions, keys) if outcome}


def test_many_that_can_not_be_checked_stop_no_other(odd: Odd) -> None:
    """Though they come one after the other, and more of them than failures of the machine are put up with."""
    bad = [odd.submission(f"eve-{number}", "end") for number in range(6)]
    with Pool(LESSON, [], b"", 1) as pool:
        outcomes = graded([*bad, odd.submission("zoe", "well")], pool)
    assert not [name for name, outcome in outcomes.items() if isinstance(outcome, NotGraded)]
    zoe = outcomes["zoe"]
    assert isinstance(zoe, Grade)
    assert zoe.score


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (GradingError("no room"), "no room"),
        (OSError(28, "No space left"), "[Errno 28] No space left"),
        (RuntimeError("can't start new thread"), "RuntimeError: can't start new thread"),
    ],
)
def test_whatever_fails_stops_no_other(odd: Odd, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str) -> None:
    grade = Bench.grade

    def failing(bench: Bench, submission: Submission, key: str = "") -> Grade:
        if submission.name == "ada":
            raise error
        return grade(bench, submission, key)

    monkeypatch.setattr(Bench, "grade", failing)
    with Pool(LESSON, [], b"", 1) as pool:
        outcomes = graded([odd.submission("ada", "well"), odd.submission("bob", "well")], pool)
    assert outcomes["ada"] == NotGraded("ada", why)
    assert isinstance(outcomes["bob"], Grade)


def test_a_run_that_stops_waits_for_no_bench(odd: Odd) -> None:
    with Pool(LESSON, [], b"", 1) as pool:
        grades = pool.grades([odd.submission("ada", "wait")], {"ada": ""})
        assert next(grades) is None
        assert until(odd.log.exists, 60)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("bench")]


NOTED = """
import sys
from workshop.classroom import bench
from workshop.stores.process import StoreError

class Checker:
    def __init__(self, *_, **__):
        raise StoreError("PostgreSQL is not installed.")

bench.Checker = Checker
bench.main("3", None)
"""


def test_why_a_bench_cannot_begin_is_told() -> None:
    order = b'{"folder": "x", "seed": "y"}\n'
    done = subprocess.run([sys.executable, "-c", NOTED], cwd=ROOT, input=order, capture_output=True, check=True)
    assert bench_process.msgspec.json.decode(done.stdout, type=Outcome).problem == "PostgreSQL is not installed."
    assert b"Traceback" not in done.stderr


class Held:
    """Cages that are held, each by the number of its slot."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: set[int] = set()
        self.given: list[Cage] = []
        monkeypatch.setattr(holding, "held", self.held)

    @contextmanager
    def held(self, _: Sequence[Layer], slot: int) -> Iterator[Cage]:
        assert slot not in self.now
        self.now.add(slot)
        self.given.append(Cage(("uid",), uid=60_000 + slot))
        yield self.given[-1]
        self.now.remove(slot)


class Idle:
    """A bench that only has its cage."""

    def __init__(self, _: catalog.Lesson, cage: Cage, __: bytes) -> None:
        self.cage = cage

    def grade(self, submission: Submission, key: str) -> Grade:
        if submission.name == "eve":
            raise OSError("gone")
        return Grade(submission.name, "", key, LESSON.name, problem=str(self.cage.uid))

    def close(self) -> None:
        pass


def test_a_cage_is_held_as_long_as_its_bench_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch)
    monkeypatch.setattr(pool_benches, "Bench", Idle)
    benches = Benches(LESSON, [], b"")
    ada, eve = (Submission(name, "", "") for name in ("ada", "eve"))
    assert benches.grade(ada, "").problem == "60000"
    assert benches.grade(ada, "").problem == "60000"
    assert held.now == {0}
    with pytest.raises(OSError, match="gone"):
        benches.grade(eve, "")
    assert held.now == set()
    assert benches.grade(ada, "").problem == str(held.given[-1].uid)
    benches.close()
    assert held.now == set()


def test_a_cage_that_can_not_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def refused(*_: object) -> Iterator[Cage]:
        raise SandboxError("uid", "all users are taken")
        yield

    monkeypatch.setattr(holding, "held", refused)
    with Pool(LESSON, [], b"", 1) as pool:
        outcomes = graded([Submission("ada", "", "")], pool)
    assert outcomes["ada"] == NotGraded("ada", "the sandbox's layer 'uid' could not be entered: all users are taken.")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root has users to give")
def test_two_graders_have_no_user_in_common(odd: Odd) -> None:
    found = [Layer("uid", True, "", "")]
    with Pool(LESSON, found, b"", 1) as one, Pool(LESSON, found, b"", 1) as two:
        cages = []
        for pool, name in ((one, "ada"), (two, "bob")):
            graded([odd.submission(name, "well")], pool)
            cages += [bench.process.cage.uid for bench in pool.benches._all]
    assert len(set(cages)) == 2

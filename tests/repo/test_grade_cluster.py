"""The same run on a Dask cluster: a scheduler and workers, some of which die, and some of which are others."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

if sys.platform == "win32":
    pytest.skip("signals are POSIX", allow_module_level=True)

from quick_bench import LESSON
from small_class import Class, ended
from small_cluster import Cluster, pid_of
from small_course import ROOT, until
from workshop.serve.ports import free_port

POINTS = "7"  # of the first three tasks of lesson 3


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Class]:
    people = Class(tmp_path / "class")
    yield people
    people.end()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.end()


@pytest.fixture
def cluster(scheduler: Cluster) -> Iterator[Cluster]:
    """The scheduler, with no workers yet."""
    scheduler.has(0)
    yield scheduler
    scheduler.end_workers()


@pytest.fixture
def four(cluster: Cluster) -> Cluster:
    for number in range(4):
        cluster.worker(f"worker-{number}")
    cluster.has(4)
    return cluster


def other_files(place: Path) -> Path:
    """A repository of which one check is another; the rest of it is ours."""
    for name in ("workshop", "lessons", "solutions", "requirements.in", "requirements.txt"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, place / name)
    for name in (LESSON, "contract"):
        shutil.copytree(ROOT / "tests" / name, place / "tests" / name, ignore=shutil.ignore_patterns("__pycache__"))
    with next((place / "tests" / LESSON).glob("test_*.py")).open("a") as file:
        file.write("# changed\n")
    return place


def path_with(folder: Path) -> str:
    return os.pathsep.join([str(folder), str(Path(__file__).parent)])


def test_a_cluster_gives_the_same_grades_as_one_machine(people: Class, four: Cluster) -> None:
    names = people.hand_in_all(16)
    (people.submissions / "broken.zip").write_bytes(b"no zip")
    people.grade("--jobs", "2")
    local = people.out.rename(people.out.with_name("local"))
    people.log.unlink()

    people.out.mkdir()
    shutil.copytree(local / ".grades", people.out / ".grades", ignore=shutil.ignore_patterns("grades", "lock"))
    said = people.grade(four.address)
    assert "contained by: " in said
    assert people.gradings() == dict.fromkeys(names, 1)
    there = people.kept()
    people.journal = local / ".grades" / "grades"
    here = people.kept()
    assert there.keys() == here.keys() == {*names, "broken"}
    for name, grade in here.items():
        assert (there[name].verdict, there[name].problem, there[name].key) == (grade.verdict, grade.problem, grade.key)


def test_a_worker_killed_in_mid_run_loses_nothing(people: Class, four: Cluster) -> None:
    names = people.hand_in_all(40)
    slow = names[5:8]
    for name in slow:
        people.hand_in(name, "3 wait")
    process = people.start(four.address)
    until(lambda: all(people.gradings()[name] for name in slow), "three workers wait")
    os.kill(pid_of(people, slow[0]), signal.SIGKILL)
    four.has(3)
    people.gate.touch()
    assert "graded 40 " in ended(process)
    assert people.scores() == dict.fromkeys(names, POINTS)
    twice = {name for name, times in people.gradings().items() if times > 1}
    assert slow[0] in twice
    assert twice <= {slow[0]} | {name for name in names if name not in slow}


def test_what_kills_workers_is_a_problem_and_others_are_graded(people: Class, cluster: Cluster) -> None:
    names = people.hand_in_all(6)
    people.hand_in("killer", "3 kill")
    cluster.worker("worker-0", "--nanny")
    cluster.worker("worker-1", "--nanny")
    cluster.has(2)
    assert "with problems 1 " in people.grade(cluster.address)
    assert people.scores() == dict.fromkeys(names, POINTS) | {"killer": "0"}
    assert "was killed each time it was tried" in people.kept()["killer"].problem


def test_a_killed_command_goes_on_with_the_same_cluster(people: Class, four: Cluster) -> None:
    names = people.hand_in_all(12)
    people.hand_in(names[-1], "3 wait")
    process = people.start(four.address)
    people.waits_for(6)
    process.kill()
    process.communicate()
    people.gate.touch()
    known = people.kept().keys()
    assert f"{len(known)} known from before" in people.grade(four.address)
    assert people.scores() == dict.fromkeys(names, POINTS)
    assert all(people.gradings()[name] == 1 for name in known)


def test_workers_with_other_files_or_packages_are_refused(people: Class, cluster: Cluster, tmp_path: Path) -> None:
    people.hand_in_all(3)
    other = other_files(tmp_path / "other")
    packages = tmp_path / "packages"
    (packages / "flask-0.1.dist-info").mkdir(parents=True)
    cluster.worker("same")
    cluster.worker("other-files", root=other, PYTHONPATH=path_with(other))
    cluster.worker("other-packages", PYTHONPATH=path_with(packages))
    cluster.has(3)
    said = people.grade(cluster.address, code=2)
    assert "These workers can't grade with the others" in said
    assert "(other-files): its checks differ" in said
    assert "(other-packages): it has flask 0.1, not " in said
    assert "(same)" not in said
    assert not people.gradings()


def test_a_worker_that_joins_later_is_asked_too(people: Class, cluster: Cluster, tmp_path: Path) -> None:
    names = people.hand_in_all(6)
    people.hand_in(names[0], "3 wait")
    people.hand_in(names[1], "3 wait")
    other = other_files(tmp_path / "other")
    cluster.worker("same")
    cluster.has(1)
    process = people.start(cluster.address)
    until(lambda: people.gradings()[names[0]], "the first waits")
    stranger = cluster.worker("stranger", root=other, PYTHONPATH=path_with(other))
    until(lambda: stranger.poll() is not None, "the stranger is sent away")
    cluster.worker("weaker", WEAK="landlock")
    until(lambda: len(people.gradings()) > 1, "the newcomer grades")
    people.gate.touch()
    said = ended(process)
    assert "A worker was sent away: " in said
    assert "(stranger): its checks differ" in said
    assert "A worker has joined where landlock doesn't hold: it is tested" in said
    assert people.scores() == dict.fromkeys(names, POINTS)


def test_the_weakest_worker_counts(people: Class, cluster: Cluster) -> None:
    people.hand_in_all(2)
    cluster.worker("strong")
    cluster.worker("weak", WEAK="seccomp")
    cluster.has(2)
    assert "without seccomp: it is tested" in people.grade(cluster.address)
    said = people.grade(cluster.address, "--require-sandbox", code=2)
    assert "(weak): it lacks seccomp to contain what nobody trusts (--require-sandbox)" in said


def test_a_scheduler_that_goes_is_told(people: Class, tmp_path: Path) -> None:
    people.hand_in_all(3)
    people.hand_in("zuse", "3 wait")
    cluster = Cluster(tmp_path)
    try:
        cluster.worker("only")
        cluster.has(1)
        process = people.start(cluster.address)
        people.waits_for(3)
        cluster.scheduler.kill()
        assert "is gone. 3 graded so far are in" in ended(process, 2)
    finally:
        cluster.end()


def test_no_scheduler_and_no_workers_are_told(people: Class, cluster: Cluster) -> None:
    people.hand_in_all(1)
    assert 'A scheduler is written tcp://address:8786, not "nonsense"' in people.grade("nonsense", code=2)
    nowhere = f"tcp://127.0.0.1:{free_port()}"
    assert f"No scheduler answers at {nowhere}" in people.grade(nowhere, code=2)
    said = people.grade(cluster.address, code=2, PATIENCE="1")
    assert "has no workers. Start some: python3 -m workshop.classroom.dask_worker" in said


def test_benches_end_with_the_run_and_with_the_worker(people: Class, cluster: Cluster) -> None:
    people.hand_in_all(2)
    worker = cluster.worker("only")
    cluster.has(1)
    people.grade(cluster.address)
    assert psutil.Process(worker.pid).children() == []

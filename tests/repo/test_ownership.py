"""Whose a thing of the engine's is: what outlives its process goes, what can't be removed is named."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

import engine
from engine import docker
from workshop.harness.docker import cli, ownership
from workshop.harness.docker.cli import EngineError, run
from workshop.harness.docker.ownership import PID, SINCE, Owner, options
from workshop.serve import leftovers

IMAGE = "python:3.13-slim"
with_engine = pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))
Volume = Callable[[dict[str, str]], str]
STAND_IN = f"""#!{sys.executable}
import os
print(os.getpgrp())
"""


@pytest.fixture
def owner() -> Owner:
    return Owner(os.getpid(), leftovers.new_mark(), "of-a-test")


@pytest.fixture
def volume() -> Iterator[Volume]:
    """Makes a volume with these labels; all of them are gone in the end."""
    made: list[str] = []

    def make(labels: dict[str, str]) -> str:
        made.append(docker("volume", "create", *options(labels)))
        return made[-1]

    yield make
    for name in made:
        run("volume", "rm", "--force", name)


def is_there(volume: str) -> bool:
    return run("volume", "inspect", volume).code == 0


def test_the_labels_say_which_process_it_was(owner: Owner) -> None:
    assert float(owner.lasting[SINCE]) == pytest.approx(psutil.Process().create_time(), abs=0.01)
    ended = psutil.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert SINCE not in Owner(ended.pid, "", "").lasting


@with_engine
def test_what_a_process_left_goes_when_its_number_is_in_use_again(owner: Owner, volume: Volume) -> None:
    """As it may be after the machine was started again; what was made before that label was there is left alone."""
    mine = volume(owner.passing)
    before = {**owner.passing, SINCE: f"{float(owner.passing[SINCE]) - 3600:.2f}"}
    left = volume(before)
    older = volume({name: value for name, value in owner.passing.items() if name != SINCE})
    ownership.clear()
    assert [is_there(each) for each in (mine, left, older)] == [True, False, True]


@with_engine
def test_what_a_process_left_goes_when_there_is_none_of_its_number(owner: Owner, volume: Volume) -> None:
    ended = psutil.Popen([sys.executable, "-c", ""])
    ended.wait()
    labels = {**owner.passing, PID: str(ended.pid)}
    left, older = volume(labels), volume({name: value for name, value in labels.items() if name != SINCE})
    ownership.clear()
    assert [is_there(each) for each in (left, older)] == [False, False]


@with_engine
def test_an_image_is_told_by_its_process_too(owner: Owner, tmp_path: Path) -> None:
    def build(labels: dict[str, str]) -> str:
        name = f"workshop-test-{leftovers.new_mark()}"
        (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
        docker("build", "--quiet", "--tag", name, *options(labels), str(tmp_path))
        return name

    images = [build(owner.lasting), build({**owner.lasting, SINCE: "1.00"})]
    try:
        ownership.clear()
        assert [run("image", "inspect", image).code for image in images] == [0, 1]
    finally:
        run("image", "rm", "--force", *images)


@with_engine
def test_what_can_not_be_removed_is_named_with_what_removes_it(owner: Owner, volume: Volume) -> None:
    """A volume that somebody else uses, after everything else is removed."""
    used = volume(owner.passing)
    network = docker("network", "create", *options(owner.passing), f"workshop-test-{owner.mark}")
    user = docker("create", f"--volume={used}:/used", IMAGE)
    try:
        ownership.remove_marked(owner.mark)
        assert run("network", "inspect", network).code, "it is gone"
        assert ownership.left(owner.mark) == [f"docker volume rm --force {used}"]
    finally:
        docker("rm", user)
    ownership.remove_marked(owner.mark)
    assert ownership.left(owner.mark) == []


def test_one_kind_that_can_not_be_removed_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fails(*arguments: str, **_: object) -> cli.Done:
        asked.append(arguments[0])
        raise EngineError("it hangs")

    monkeypatch.setattr(ownership, "run", fails)
    ownership.remove_marked("nobody")
    assert asked == ["ps", "network", "volume", "image"]


def test_where_the_engine_does_not_say_what_is_left_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    ownership.remove_marked("nobody")
    with pytest.raises(EngineError):
        ownership.left("nobody")


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are POSIX")
def test_a_removal_is_out_of_reach_of_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker").write_text(STAND_IN)
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert int(run("ps").out) == os.getpgrp()
    assert int(run("rm", apart=True).out) != os.getpgrp()

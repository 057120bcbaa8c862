"""The API is the contract: a movie service in another language passes the checks of lesson 3, started or running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from small_course import ROOT, until
from workshop.check.verdict import Verdict
from workshop.serve.ports import accepts, free_port

SERVER = Path(__file__).parent / "node_movies" / "server.js"
NODE = shutil.which("node")
SKIPPED = {"test_no_movies", "test_an_id_from_before_a_restart"}
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not installed")


def check(tmp_path: Path, *arguments: str) -> tuple[int, Verdict]:
    """Run `check 3 ARGUMENTS` in this repository; its exit code and verdict."""
    target = tmp_path / "verdict.json"
    command = [sys.executable, "-m", "workshop", "check", "3", "--json", str(target), *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)
    assert target.exists(), run.stderr
    return run.returncode, msgspec.json.decode(target.read_bytes(), type=Verdict)


@needs_node
def test_a_service_in_node_passes_with_all_points_and_stars(tmp_path: Path) -> None:
    code, verdict = check(tmp_path, "--run", f'movies="{NODE}" "{SERVER}"')
    failing = {check.name: check.message for task in verdict.tasks for check in task.checks if check.status != "passed"}
    assert failing == {}
    assert (code, verdict.score, verdict.tree) == (0, verdict.max, "elsewhere")
    assert {task.star for task in verdict.tasks} == {True, None}
    assert not verdict.notes


@pytest.fixture
def running() -> Iterator[str]:
    """The address of a movie service that runs already and has movies in it."""
    port = free_port()
    assert NODE
    process = subprocess.Popen([NODE, str(SERVER)], env=os.environ | {"PORT": str(port)})
    try:
        until(lambda: accepts("127.0.0.1", port), "the service listens")
        body = b'{"title": "Metropolis", "year": 1927}'
        headers = {"Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"http://localhost:{port}/movies", body, headers)).close()
        yield f"http://localhost:{port}"
        with urllib.request.urlopen(f"http://localhost:{port}/movies?year=1927") as reply:
            assert b"Metropolis" in reply.read()
    finally:
        process.kill()
        process.wait()


@needs_node
def test_a_running_service_is_asked_what_needs_no_control_of_it(tmp_path: Path, running: str) -> None:
    check(tmp_path, "--url", f"movies={running}")  # and again, on what this has left there
    code, verdict = check(tmp_path, "--url", f"movies={running}")
    checks = [check for task in verdict.tasks for check in task.checks]
    assert {check.name: check.message for check in checks if check.status == "failed"} == {}
    assert {check.name for check in checks if check.status == "skipped"} == SKIPPED
    assert code == 1
    assert verdict.score == verdict.max - verdict.tasks[0].points
    assert [task.status for task in verdict.tasks] == ["skipped", *["passed"] * 5]


def test_an_address_where_nothing_runs_is_told(tmp_path: Path) -> None:
    code, verdict = check(tmp_path, "--task", "6", "--url", f"movies=http://localhost:{free_port()}")
    (task,) = verdict.tasks
    assert code == 1
    assert task.failing
    assert "no connection: nothing listens there" in task.failing.message

"""`check --url` asks a service that already runs, and has data of its own, only what holds of any such service."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from small_course import ROOT, until
from workshop.catalog import Lesson, lessons
from workshop.check.verdict import Verdict
from workshop.serve.command import accepts, free_port

COMMAND = [sys.executable, "-m", "workshop"]
CONTROL = "needs control of the service, to start it with its own data or settings"


@pytest.fixture(params=lessons(), ids=lambda lesson: lesson.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    found: Lesson = request.param
    return found


@pytest.fixture
def address(lesson: Lesson) -> Iterator[str]:
    """Where the lesson's solution runs by hand, with the lesson's own data."""
    port = free_port()
    command = [*COMMAND, "serve", str(lesson.number), "--tree", "solutions", "--port", str(port)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
        try:
            until(lambda: accepts("127.0.0.1", port), "the service listens")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait()


def test_a_right_service_that_runs_is_not_refused(lesson: Lesson, address: str, tmp_path: Path) -> None:
    target = tmp_path / "verdict.json"
    name = next(iter(lesson.services))
    command = [*COMMAND, "check", str(lesson.number), "--json", str(target), "--url", f"{name}={address}"]
    for _ in range(2):  # and again, on what the first has left there
        subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120)
        verdict = msgspec.json.decode(target.read_bytes(), type=Verdict)
        checks = [check for task in verdict.tasks for check in task.checks]
        assert {check.name: check.message for check in checks if check.status == "failed"} == {}
        assert {check.message for check in checks if check.status == "skipped"} == {CONTROL}
        assert any(check.status == "passed" for check in checks)

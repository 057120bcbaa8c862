"""`check --url` asks a service that already runs, and has data of its own, all that needs no control of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from by_url import assert_nothing_fails, check_by_url
from small_course import ROOT, until
from workshop.catalog import Lesson, lessons
from workshop.serve.command import accepts, free_port


@pytest.fixture(params=lessons(), ids=lambda lesson: lesson.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    found: Lesson = request.param
    return found


@pytest.fixture
def address(lesson: Lesson) -> Iterator[str]:
    """Where the lesson's solution runs by hand, with the lesson's own data."""
    port = free_port()
    serve = [sys.executable, "-m", "workshop", "serve", str(lesson.number), "--tree", "solutions", "--port", str(port)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(serve, cwd=ROOT, stdout=said, stderr=said)
        try:
            until(lambda: accepts("127.0.0.1", port), "the service listens")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait()


def test_a_right_service_that_runs_is_not_refused(lesson: Lesson, address: str, tmp_path: Path) -> None:
    for _ in range(2):  # and again, on what the first has left there
        assert_nothing_fails(lesson.name, check_by_url(lesson.name, next(iter(lesson.services)), address, tmp_path))

"""`demo --auto` on real stacks: each does what its lesson.toml says it keeps, and what it visibly breaks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("freezes processes", allow_module_level=True)

import engine
from small_course import ROOT
from small_library import Library
from workshop.catalog import find
from workshop.demo import report, scenarios
from workshop.demo.system import GATEWAY
from workshop.serve.ports import free_port, is_taken
from workshop.stacks import ports

SECONDS = 600.0  # that a whole demonstration may take
with_engine = pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))


@pytest.mark.parametrize("number", [6, 12])
def test_a_stack_does_what_its_lesson_says(number: int, tmp_path: Path) -> None:
    plays_as_promised(number, tmp_path)


@with_engine
def test_a_stack_behind_its_gateway_does_what_its_lesson_says(tmp_path: Path) -> None:
    plays_as_promised(14, tmp_path, "--docker")


def plays_as_promised(number: int, folder: Path, *options: str) -> None:
    """Require that the command plays every scenario of the lesson, and ends with 0 and nothing left."""
    lesson, path = find(str(number)), folder / "report.html"
    places = {name: free_port() for name in (*lesson.stack, GATEWAY)}
    moved = {ports.variable(name): str(port) for name, port in places.items()}
    ended = subprocess.run(
        [sys.executable, "-m", "workshop", "demo", str(number), "--auto", "--out", str(path), *options],
        cwd=ROOT,
        env=os.environ | moved,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout
    assert "<!doctype html>" in path.read_text(encoding="utf-8")
    seen = report.read(path.with_suffix(".json"), "again")
    assert [scene.judgement.scenario for scene in seen.scenes] == [each.id for each in scenarios.of(lesson)]
    assert all(scene.judgement.sent > 100 for scene in seen.scenes)
    assert not any(map(is_taken, places.values()))


def test_a_promise_that_is_not_kept_is_told_and_ends_with_1(library: Library) -> None:
    path = next((library.root / "lessons").glob("06-*")) / "lesson.toml"
    without = re.sub(r"\[\[demo\]\]\n.*?(?=\n\[)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    promise = '[[demo]]\nscenario = "bad-deploy"\nkeeps = ["told", "recovers"]\n'
    path.write_text(without.replace("[[tasks]]", f"{promise}\n[[tasks]]", 1), encoding="utf-8")
    process = library.start("demo", "6", "--auto")
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 1, out + err
    assert "A bad deploy: told should be kept" in " ".join(out.split())
    assert "Traceback" not in out + err
    library.leaves_nothing()

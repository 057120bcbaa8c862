"""A learner at work in a copy of the repository: the solution is written, the watch runs, files are saved."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workshop import regions  # noqa: E402 (the path must be right first)
from workshop.catalog import Lesson  # noqa: E402

ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
}


def copy_with_work_done(parent: Path, lessons: Iterable[Lesson]) -> Path:
    """A copy of the repository in which the solutions of `lessons` are the learner's work."""
    copy = parent / "repository"
    ignored = shutil.ignore_patterns(".git", ".venv", "work", ".workshop", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, copy, ignore=ignored)
    for lesson in lessons:
        shutil.copytree(copy / "solutions" / lesson.name, copy / "work" / lesson.name)
    return copy


def saves(copy: Path, lesson: Lesson, tasks: Iterable[int]) -> tuple[list[float], list[float]]:
    """Seconds from each save of one of `tasks` to the verdict on that task, and to the whole verdict."""
    command = ["-m", "workshop", "watch", str(lesson.number)]
    watch = pexpect.spawn(sys.executable, command, cwd=str(copy), env=ENVIRONMENT | {"TERM": "xterm"}, timeout=60)
    watch.expect("q quit")
    in_hand, whole = [], []
    for number, task in enumerate(tasks):
        began = time.perf_counter()
        _save(copy / "work" / lesson.name, task, f"# save {number}")
        watch.expect("checking the other tasks")
        in_hand.append(time.perf_counter() - began)
        watch.expect("q quit")
        whole.append(time.perf_counter() - began)
    watch.send("q")
    watch.expect(pexpect.EOF)
    watch.close()
    return in_hand, whole


def _save(work: Path, task: int, comment: str) -> None:
    """Add a comment to the first Python file of the task, within its lines."""
    name = next(region.file for region in regions.read(work).of_task(task).values() if region.file.endswith(".py"))
    path = work / name
    lines = path.read_text(encoding="utf-8").splitlines()
    ends = [index for index, line in enumerate(lines) if line.strip() == f"# end task {task}"]
    end = ends[0] if ends else len(lines)
    lines.insert(end, " " * (len(lines[end]) - len(lines[end].lstrip()) if ends else 0) + comment)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

"""The learner's own copies: work/NN-name is made when a lesson is begun, and nothing in it is lost without a backup."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from workshop import regions
from workshop.catalog import Lesson

Ignored = Callable[[Any, list[str]], set[str]]


class WorkspaceError(Exception):
    """Something in work/ could not be read or written; the message says what to do."""


def begin(lesson: Lesson) -> bool:
    """Make work/NN-name from the starter and say so; False where it was there. Raises WorkspaceError."""
    if lesson.work.is_dir():
        return False
    _copy(lesson.starter, lesson.work)
    _copy(lesson.starter, begun_from(lesson), replace=True)
    print(
        f"Begun: your copy of lesson {lesson.number} is in {shown(lesson, lesson.work)}{os.sep}. Edit the files there."
    )
    return True


def begun_from(lesson: Lesson) -> Path:
    """Where the starter is kept as it was when this learner began."""
    return lesson.root / ".workshop" / "begun" / lesson.name


def starter_of(lesson: Lesson) -> Path:
    """The starter that work/ was made from."""
    kept = begun_from(lesson)
    return kept if kept.is_dir() else lesson.starter


def shown(lesson: Lesson, path: Path) -> str:
    """`path` as it is told to the learner: relative to the repository where it is inside."""
    return str(path.relative_to(lesson.root)) if path.is_relative_to(lesson.root) else str(path)


def backup(lesson: Lesson) -> Path:
    """Keep a copy of the work folder, less what programs make in it; gives its path."""
    target = _unused_backup(lesson)
    _copy(lesson.work, target, ignored=shutil.ignore_patterns(*regions.SKIPPED_FOLDERS, "*.pyc"))
    return target


def _unused_backup(lesson: Lesson) -> Path:
    parent = lesson.root / ".workshop" / "backups"
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    target, count = parent / f"{lesson.name}-{stamp}", 1
    while target.exists():
        count += 1
        target = parent / f"{lesson.name}-{stamp}-{count}"
    return target


def reset(lesson: Lesson, task: int | None = None) -> Path:
    """Put the starter's files (or just the regions of `task`) back into work/; gives the path of the backup.

    Raises WorkspaceError where the task's markers are gone.
    """
    if task is None:
        return _begin_anew(lesson)
    kept = backup(lesson)
    _take(lesson, regions.read(lesson.starter), task)
    return kept


def _begin_anew(lesson: Lesson) -> Path:
    """Put the starter in the place of work/, which becomes the backup as it is, with all that is in it."""
    kept = _unused_backup(lesson)
    _copy(lesson.starter, lesson.work, old=kept)
    _copy(lesson.starter, begun_from(lesson), replace=True)
    return kept


def renew(lesson: Lesson) -> tuple[Path, list[int]]:
    """Take the course's new starter and put what the learner wrote in the task regions back into it.

    Gives the path of the backup, and the tasks whose regions the new starter no longer has, or the learner's files.
    """
    mine, begun = regions.read(lesson.work), regions.read(starter_of(lesson))
    kept = _begin_anew(lesson)
    homeless = []
    for task in (task.number for task in lesson.tasks):
        try:
            regions.write(lesson.work, regions.swapped(regions.read(lesson.work), mine, [task]))
        except LookupError:
            homeless.append(task)
        else:
            homeless += [task] if begun.of_task(task).keys() - mine.of_task(task).keys() else []
    return kept, homeless


def solve(lesson: Lesson, task: int) -> Path:
    """Write the solution's regions of `task` into work/; gives the path of the backup. Raises WorkspaceError."""
    kept = backup(lesson)
    _take(lesson, regions.read(lesson.solution), task)
    return kept


def _take(lesson: Lesson, source: regions.Tree, task: int) -> None:
    try:
        changed = regions.swapped(regions.read(lesson.work), source, [task])
    except LookupError as error:
        raise WorkspaceError(
            f"{shown(lesson, lesson.work)}/{error.args[0]}, so there is no place to put it.\n"
            f"Put the marker lines back as they are in {shown(lesson, lesson.starter)}/, or take the whole lesson anew "
            f"(a backup is kept): python3 -m workshop reset {lesson.number}"
        ) from None
    try:
        regions.write(lesson.work, changed)
    except OSError as error:
        raise WorkspaceError(f"{error.filename} can't be written: {error.strerror}.") from None


def starter_changes(lesson: Lesson) -> str:
    """A diff from the starter this learner began with to the course's present one; empty where they agree."""
    kept = begun_from(lesson)
    if not (lesson.work.is_dir() and kept.is_dir()):
        return ""
    return diff(regions.read(kept).texts, regions.read(lesson.starter).texts, f"lessons/{lesson.name}/")


def diff(before: dict[str, str], after: dict[str, str], prefix: str) -> str:
    """A unified diff of two sets of files."""
    pieces = []
    for name in sorted(before.keys() | after.keys()):
        lines = difflib.unified_diff(
            before.get(name, "").splitlines(keepends=True),
            after.get(name, "").splitlines(keepends=True),
            prefix + name,
            prefix + name,
        )
        pieces += [line if line.endswith("\n") else line + "\n" for line in lines]
    return "".join(pieces)


def _copy(
    source: Path,
    target: Path,
    *,
    replace: bool = False,
    old: Path | None = None,
    ignored: Ignored = regions.NOT_COPIED,
) -> None:
    """Copy a lesson's files to `target`, whole or not at all. Raises WorkspaceError.

    What stood there is replaced only if told so; with `old` it is kept under that name.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".copying-") as folder:
            shutil.copytree(source, Path(folder, "new"), symlinks=True, ignore=ignored)
            if old:
                old.parent.mkdir(parents=True, exist_ok=True)
                target.rename(old)
            elif replace and target.exists():
                target.rename(Path(folder, "old"))
            Path(folder, "new").rename(target)
    except OSError as error:
        raise WorkspaceError(
            f"{target} can't be written: {error.strerror or error}.\n"
            "Copy the repository to a folder of your own and go on there."
        ) from None

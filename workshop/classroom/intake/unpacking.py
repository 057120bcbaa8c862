"""A submission's files, written where they are graded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from workshop.catalog import Lesson
from workshop.classroom.grade import Submission
from workshop.classroom.intake import contents, reading
from workshop.classroom.intake.contents import Digest
from workshop.classroom.intake.entries import Source
from workshop.classroom.intake.folders import Folder
from workshop.classroom.intake.place import sought
from workshop.classroom.intake.problems import Unfit, changed, in_words, told

FILE, FOLDER = 0o644, 0o755


def unpack(submission: Submission, lesson: Lesson, to: Path) -> None:
    """Write the lesson's files of `submission`, and nothing else, into the new folder `to`.

    Raises Unfit with the whole message where it can't be graded, or isn't what it was when it was found; then `to`
    isn't there. Raises OSError where `to` can't be written.
    """
    if submission.problem:
        raise Unfit(submission.problem, whole=True)
    to.mkdir(parents=True)
    try:
        _unpack(submission, lesson, to)
    except BaseException as error:
        shutil.rmtree(to, ignore_errors=True)
        if isinstance(error, OSError) or not isinstance(error, Exception):
            raise
        raise Unfit(told(error, lesson), whole=True) from None


def _unpack(submission: Submission, lesson: Lesson, to: Path) -> None:
    folder, name = os.path.split(submission.path)
    with in_words():
        parent = Folder.at(folder)
    with parent, reading.source(parent, name) as source:
        if _written(source, lesson, to) != submission.digest:
            raise changed()


def _written(source: Source, lesson: Lesson, to: Path) -> str:
    """Write the files; gives their digest."""
    digest = Digest()
    to.chmod(FOLDER)
    for path, content in contents.read(source, reading.taken(source, sought(lesson))[1]):
        _write(to, path, digest.reading(path, content))
    return digest.value()


def _write(to: Path, path: str, content: Iterator[bytes]) -> None:
    target = to
    for part in path.split("/")[:-1]:
        target /= part
        if not target.exists():
            target.mkdir()
            target.chmod(FOLDER)
    target = to / path
    with target.open("xb") as file:
        file.writelines(content)
    target.chmod(FILE)

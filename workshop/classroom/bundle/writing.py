"""Write a bundle: the zip that Gradescope makes an autograder of.

Its form is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/: setup.sh is run once, run_autograder
for each submission, and the whole lies in /autograder/source.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import click

from workshop.catalog import Lesson
from workshop.classroom.book import keeping
from workshop.classroom.bundle.contents import SCRIPTS, contents

FILE, SCRIPT = 0o100644, 0o100755
UNIX = 3
BEGINNING = (1980, 1, 1, 0, 0, 0)  # of time as zips know it: the same files are the same bytes whenever they are packed


def write_bundle(lesson: Lesson, path: Path) -> str:
    """Write the autograder of `lesson` to `path`; gives a sentence that says what it is and what to do with it.

    Raises UsageError where it can't be written there, or the lesson can't be graded on Gradescope.
    """
    _refuse(lesson, path)
    try:
        keeping.keep(path, packed(contents(lesson)))
    except OSError as error:
        raise click.UsageError(f"{path} can't be written: {error.strerror}. Name another file with --out.") from None
    return (
        f"{path} is the Gradescope autograder of lesson {lesson.number}, {lesson.title}. Make a programming assignment "
        f"of {lesson.points} points, upload it under Configure Autograder, and try it with a submission of your own. "
        f"Learners hand in their folder work/{lesson.name} as a zip. More is in TEACHING.md."
    )


def _refuse(lesson: Lesson, path: Path) -> None:
    if lesson.engine:
        raise click.UsageError(
            f"Lesson {lesson.number} builds images with Docker, which Gradescope's containers don't have. Check it "
            f"where there is Docker: python3 -m workshop check {lesson.number}"
        )
    if path.is_dir() or path.suffix != ".zip":
        raise click.UsageError(f"--out {path} is no zip: name the bundle so that it ends in .zip.")


def packed(files: Mapping[str, bytes]) -> bytes:
    """These files as a zip: the same bytes for the same files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.create_system = UNIX
            entry.external_attr = (SCRIPT if name in SCRIPTS else FILE) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return content.getvalue()

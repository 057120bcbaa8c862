"""Every submission in the teacher's folder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from msgspec.structs import replace

from workshop.catalog import Lesson
from workshop.classroom.grade import Submission
from workshop.classroom.intake import reading
from workshop.classroom.intake.entries import Kind
from workshop.classroom.intake.folders import Folder, kind
from workshop.classroom.intake.names import distinct
from workshop.classroom.intake.problems import IntakeError
from workshop.classroom.intake.reading import UNCHANGED

NOT_SUBMISSIONS = {"__MACOSX", "Thumbs.db", "desktop.ini"}
# a gradebook's, which may be kept among what it is about
JOURNAL = ".grades"
BOOK_FOLDERS = {JOURNAL, "verdicts", "feedback", "gradescope"}
BOOK_FILE = re.compile(r"grades\.csv|index(-\d+)?\.html")
TYPED, FILES = "_assignsubmission_onlinetext", "_assignsubmission_file"  # in names of Moodle's folders
EXPECTED = "Expected a folder in which each entry is one submission: a folder, a .zip or a .tar.gz."
OF_OTHERS = "the same "  # so begins a remark that names others
NAMED = 3  # of those who handed in the same files


def find(folder: Path, lesson: Lesson) -> list[Submission]:
    """The submissions in `folder`, sorted by name; what is wrong with one is its `problem`, and stops no other.

    Raises IntakeError where `folder` itself can't be read, or holds none.
    """
    known = reading.known(lesson)
    try:
        with Folder.at(str(folder)) as parent:
            entries = sorted(_entries(parent), key=lambda entry: entry[0])
            names = distinct(entries)
            found = [
                _submission(folder, file, name, reading.read(parent, file, known))
                for (file, _), name in zip(entries, names, strict=True)
            ]
    except OSError as error:
        raise IntakeError(f"{folder} can't be read: {error.strerror or error}. {EXPECTED}") from None
    if not found:
        raise IntakeError(f"{folder} holds no submissions. {EXPECTED}")
    return sorted(_duplicates_told(found), key=lambda submission: submission.name)


def _entries(parent: Folder) -> list[tuple[str, bool]]:
    """The name of each entry that is a submission, and whether it is a folder."""
    listed = [(name, kind(status.st_mode) is Kind.FOLDER) for name, status in parent.names()]
    among_a_book = (JOURNAL, True) in listed
    return [
        (name, is_folder)
        for name, is_folder in listed
        if not (name.startswith(".") or name in NOT_SUBMISSIONS)
        and not (among_a_book and (name in BOOK_FOLDERS or BOOK_FILE.fullmatch(name)))
        and not (is_folder and _is_book(parent, name))
        and not (is_folder and _is_beside(name, {other for other, _ in listed}))
    ]


def _is_beside(name: str, names: Collection[str]) -> bool:
    """Whether Moodle made the folder `name` for what somebody has typed who has also handed in files."""
    before, typed, after = name.rpartition(TYPED)
    return bool(typed) and f"{before}{FILES}{after}" in names


def _is_book(parent: Folder, name: str) -> bool:
    """Whether the folder `name` is a gradebook: it has a journal, and no folder that is not a gradebook's."""
    try:
        with parent.folder(name) as folder:
            folder.status(JOURNAL)
            return all(name in BOOK_FOLDERS for name, status in folder.names() if kind(status.st_mode) is Kind.FOLDER)
    except OSError:
        return False


def _submission(folder: Path, file: str, name: str, read: reading.Reading) -> Submission:
    path = str(folder.absolute() / file)
    return Submission(name=name, path=path, digest=read.digest, problem=read.problem, remarks=read.remarks)


def _duplicates_told(found: Sequence[Submission]) -> list[Submission]:
    """The same, those with equal files remarked."""
    same: dict[str, list[str]] = defaultdict(list)
    for submission in found:
        if not submission.problem and UNCHANGED not in submission.remarks:
            same[submission.digest].append(submission.name)
    return [_told(submission, same.get(submission.digest, ())) for submission in found]


def _told(submission: Submission, names: Sequence[str]) -> Submission:
    if len(names) < 2:
        return submission
    others = [f"{name}'s" for name in names[: NAMED + 1] if name != submission.name][:NAMED]
    more = len(names) - 1 - len(others)
    others += [f"{more} other{'s' if more > 1 else ''}"] if more else []
    listed = " and ".join(", ".join(others).rsplit(", ", 1))
    return replace(submission, remarks=(*submission.remarks, f"{OF_OTHERS}files as {listed}"))

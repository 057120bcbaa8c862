"""One submission, read: what may be graded of it, and by which digest it is known."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from workshop.catalog import Lesson
from workshop.classroom.intake import contents
from workshop.classroom.intake.contents import Digest
from workshop.classroom.intake.entries import Entry, Source
from workshop.classroom.intake.folders import Folder
from workshop.classroom.intake.names import shown
from workshop.classroom.intake.place import Place, Sought, kept, locate, sought
from workshop.classroom.intake.problems import Unfit, in_words, told
from workshop.classroom.intake.sources import opened

UNCHANGED = "nothing changed from the starter"


@dataclass(frozen=True, slots=True)
class Known:
    """What each submission is compared with: the lesson, and the digest of its starter."""

    lesson: Lesson
    sought: Sought
    starter: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a submission, as in Submission."""

    digest: str
    problem: str = ""
    remarks: tuple[str, ...] = ()


def known(lesson: Lesson) -> Known:
    """What submissions of `lesson` are compared with."""
    looked_for, digest = sought(lesson), Digest()
    for path in looked_for.files:
        exhaust(digest.reading(path, iter([(lesson.starter / path).read_bytes()])))
    return Known(lesson, looked_for, digest.value())


def read(parent: Folder, name: str, known: Known) -> Reading:
    """Read the submission called `name` in the folder `parent`; whatever is wrong with it, that is said in the end."""
    try:
        with source(parent, name) as found:
            return _read(found, name, known)
    except Exception as error:
        return Reading(_nothing(name), told(error, known.lesson))


@contextmanager
def source(parent: Folder, name: str) -> Iterator[Source]:
    """The submission called `name`, open. Raises Unfit, also where the system refuses to read it."""
    with ExitStack() as stack:
        with in_words():
            found = stack.enter_context(opened(parent, name))
        yield found


def _read(found: Source, name: str, known: Known) -> Reading:
    try:
        return _fit(found, known)
    except Exception as error:
        return Reading(_raw(found, name), told(error, known.lesson))


def _fit(found: Source, known: Known) -> Reading:
    place, files = taken(found, known.sought)
    digest = Digest()
    for path, content in contents.read(found, files):
        exhaust(digest.reading(path, content))
    value = digest.value()
    return Reading(value, remarks=_remarks(place, value == known.starter, known.sought.name))


def taken(found: Source, sought: Sought) -> tuple[Place, dict[str, Entry]]:
    """Where the lesson's folder is in a submission, and its files by their paths in it. Raises Unfit."""
    with in_words():
        entries = kept(found.entries())
    place = locate(entries, sought)
    return place, contents.lessons_files(entries, place)


def _remarks(place: Place, unchanged: bool, name: str) -> tuple[str, ...]:
    if place.edited and unchanged:
        raise Unfit(f"The lesson was not begun: there is no work/{name}, and nothing changed in {shown(place.path)}.")
    if place.edited:
        return (f"taken from {shown(place.path)}, which was edited: there is no work/{name}",)
    return (UNCHANGED,) if unchanged else ()


def exhaust(content: Iterator[bytes]) -> None:
    """Read it to its end."""
    deque(content, maxlen=0)


def _raw(found: Source, name: str) -> str:
    try:
        return found.raw()
    except Exception:
        return _nothing(name)


def _nothing(name: str) -> str:
    """The digest of what can't even be opened: of its name."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()

"""What can be wrong: with one submission (Unfit), or with the folder they are all in (IntakeError)."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from workshop.catalog import Lesson


class IntakeError(Exception):
    """The folder of submissions can't be used; the message is for the person at the terminal."""


class Unfit(Exception):
    """A submission can't be graded as it is: `wrong` says why, and `cure` what to do if that isn't to hand it in anew.

    With `whole` all of that is in the message already.
    """

    def __init__(self, wrong: str, cure: str = "", *, whole: bool = False) -> None:
        super().__init__(wrong)
        self.cure = cure
        self.whole = whole


CHANGED = "It changed while it was read or graded."
GRADE_AGAIN = "Grade it again once nobody writes to it."
# what opening says of a file that was an ordinary one when it was listed
REPLACED = (errno.ENOENT, errno.ESTALE, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO)


def changed() -> Unfit:
    """That the files are no longer what they were a moment ago."""
    return Unfit(CHANGED, GRADE_AGAIN)


@contextmanager
def in_words() -> Iterator[None]:
    """Inside, what the system refuses to read becomes Unfit."""
    try:
        yield
    except OSError as error:
        raise _refused(error) from None


def _refused(error: OSError) -> Unfit:
    """In words, what the system said to an attempt to read."""
    if isinstance(error, PermissionError):
        return Unfit("It may not be read: permission denied.", "Give the user who grades the right to read it.")
    if error.errno in REPLACED:
        return changed()
    return Unfit(f"It can't be read: {error.strerror or error}.")


def told(error: Exception, lesson: Lesson) -> str:
    """The whole message for the gradebook: what was wrong, and what was expected."""
    if isinstance(error, Unfit) and error.whole:
        return str(error)
    if isinstance(error, Unfit):
        return f"{error} {error.cure or hand_in(lesson)}"
    return f"It can't be read, and nobody thought of why ({type(error).__name__}). {hand_in(lesson)}"


def hand_in(lesson: Lesson) -> str:
    """What is expected of everybody."""
    return f"Hand in your folder work/{lesson.name} as it is, or packed as .zip or .tar.gz."

"""Files that are there whole or not at all, and what each learner's are called."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FEEDBACK, VERDICTS, GRADESCOPE = "feedback", "verdicts", "gradescope"


class BookError(Exception):
    """The gradebook can't be written; the message is for the person at the terminal."""


@contextmanager
def told(out: Path) -> Iterator[None]:
    """Inside, what the system refuses becomes a BookError that names the file and what to do."""
    try:
        yield
    except OSError as error:
        what = error.filename or out
        raise BookError(
            f"{what} can't be written: {error.strerror}. The gradebook needs a folder of its own with room in it, "
            "and none of its files open in another program. Then the same command again goes on from here."
        ) from None


def keep(path: Path, data: bytes) -> None:
    """Put `data` at `path`: whoever looks sees what was there before, or all of it. Raises OSError."""
    beside = path.parent / f".new-{os.getpid()}"
    try:
        _put(beside, data)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        error.filename = str(path)
        raise


def _put(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def feedback(out: Path, file: str) -> Path:
    """Where the page is of the learner whose files are called so."""
    return out / FEEDBACK / f"{file}.html"


def verdict(out: Path, file: str) -> Path:
    """Where the verdict on what this learner handed in is."""
    return out / VERDICTS / f"{file}.json"


def gradescope(out: Path, file: str) -> Path:
    """Where this learner's results for Gradescope are."""
    return out / GRADESCOPE / file / "results.json"

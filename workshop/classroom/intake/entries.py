"""What a submission is made of, whatever it is packed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from workshop.classroom.intake import limits
from workshop.classroom.intake.names import shown
from workshop.classroom.intake.problems import Unfit


class Kind(Enum):
    """What an entry is; the value says it to the learner."""

    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a link"
    HARD_LINK = "a hard link to another file"
    SPARSE = "a sparse file"
    PIPE = "a named pipe"
    SOCKET = "a socket"
    DEVICE = "a device"
    STRANGE = "neither a file nor a folder"
    DEEP = "in too many folders"
    CLOSED = "a folder that may not be read"
    ENCRYPTED = "encrypted"
    UNUSUAL = "packed in an unusual way"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, folder or worse: its path with forward slashes, and its place in the archive's order.

    `size` is only what the archive says.
    """

    path: str
    kind: Kind
    size: int = 0
    number: int = 0


class Files(Protocol):
    """What is in an open folder or archive; it may be read more than once."""

    def entries(self) -> Iterator[Entry]:
        """All that is in it. Raises Unfit."""

    def contents(self, wanted: Sequence[Entry]) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        """Each of these files and its bytes, to be read before the next is asked for. Raises Unfit and OSError."""


class Source(Files, Protocol):
    """An open submission."""

    def raw(self) -> str:
        """The SHA-256 (hexadecimal) by which it is known where it is unfit. Raises OSError."""

    def settled(self) -> None:
        """Raise Unfit where it has changed since it was opened."""


def relative(name: str) -> str:
    """A path as an archive has it, without what means nothing; raises Unfit where it leads out of the archive."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    drive = parts and len(parts[0]) > 1 and parts[0][1] == ":" and parts[0][0].isalpha()
    if name.startswith("/") or drive:
        raise Unfit(f"The archive has an entry with an absolute path, {shown(name)}: only relative ones are taken.")
    if ".." in parts:
        raise Unfit(f"The archive has an entry that leads out of it, {shown(name)}.")
    return "/".join(parts)


def counted(entries: Iterator[Entry]) -> Iterator[Entry]:
    """The same, as long as they are not too many; raises Unfit beyond."""
    length = 0
    for number, entry in enumerate(entries):
        length += len(entry.path)
        if number >= limits.ENTRIES or length > limits.NAMES:
            raise Unfit(f"It has more than {limits.ENTRIES:,} files and folders. {limits.LEAVE_OUT}")
        yield entry

"""A submission that is a folder: walked from descriptor to descriptor, so that no link leads out of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path

from workshop.classroom.intake import limits
from workshop.classroom.intake.entries import Entry, Kind, counted
from workshop.classroom.intake.place import SKIPPED_FOLDERS, is_litter
from workshop.classroom.intake.problems import changed

# elsewhere (Windows) paths must do; there, grading is for trusted code anyway
BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
FLAGS = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
KINDS: tuple[tuple[Callable[[int], bool], Kind], ...] = (
    (stat.S_ISREG, Kind.FILE),
    (stat.S_ISDIR, Kind.FOLDER),
    (stat.S_ISLNK, Kind.LINK),
    (stat.S_ISFIFO, Kind.PIPE),
    (stat.S_ISSOCK, Kind.SOCKET),
    (stat.S_ISCHR, Kind.DEVICE),
    (stat.S_ISBLK, Kind.DEVICE),
)


def kind(mode: int) -> Kind:
    """What a file's mode says that it is."""
    return next((kind for matches, kind in KINDS if matches(mode)), Kind.STRANGE)


class Folder:
    """An open folder; use it as a context manager. Nothing below it is reached through a link. Raises OSError."""

    def __init__(self, path: str, descriptor: int | None) -> None:
        self.path = Path(path)
        self.descriptor = descriptor

    @classmethod
    def at(cls, path: str) -> Folder:
        """The folder at `path`, which may be a link itself."""
        return cls(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) if BY_DESCRIPTOR else None)

    def folder(self, name: str) -> Folder:
        """The folder called `name` in it."""
        if not BY_DESCRIPTOR:
            return Folder(str(self.path / name), None)
        return Folder("", os.open(name, os.O_RDONLY | os.O_DIRECTORY | FLAGS, dir_fd=self.descriptor))

    def file(self, name: str) -> int:
        """A descriptor of the file called `name` in it; opening never waits, not even for a pipe's other end."""
        if not BY_DESCRIPTOR:
            return os.open(self.path / name, os.O_RDONLY | FLAGS)
        return os.open(name, os.O_RDONLY | FLAGS, dir_fd=self.descriptor)

    def status(self, name: str) -> os.stat_result:
        """What is called `name` in it, be it a link."""
        path = name if BY_DESCRIPTOR else self.path / name
        return os.stat(path, dir_fd=self.descriptor, follow_symlinks=False)

    def names(self) -> Iterator[tuple[str, os.stat_result]]:
        """What is in it, in no order."""
        with os.scandir(self.path if self.descriptor is None else self.descriptor) as found:
            for each in found:
                with suppress(FileNotFoundError):  # gone since
                    yield each.name, each.stat(follow_symlinks=False)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)


class FolderSource:
    """A folder as a submission; see entries.Source."""

    def __init__(self, root: Folder) -> None:
        self.root = root

    def entries(self) -> Iterator[Entry]:
        return counted(self._below(self.root, "", 0))

    def _below(self, folder: Folder, prefix: str, depth: int) -> Iterator[Entry]:
        for name, status in folder.names():
            entry = _entry(prefix + name, status)
            if entry.kind is not Kind.FOLDER:
                yield entry
            elif name not in SKIPPED_FOLDERS:
                yield from self._inside(folder, name, entry, depth + 1)

    def _inside(self, folder: Folder, name: str, entry: Entry, depth: int) -> Iterator[Entry]:
        if depth > limits.DEPTH:
            yield Entry(entry.path, Kind.DEEP)
            return
        try:
            inner = folder.folder(name)
        except PermissionError:
            yield Entry(entry.path, Kind.CLOSED)
            return
        with inner:
            yield entry
            yield from self._below(inner, f"{entry.path}/", depth)

    def contents(self, wanted: Sequence[Entry]) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        for entry in wanted:
            yield entry, self._content(entry)

    def _content(self, entry: Entry) -> Iterator[bytes]:
        *folders, name = entry.path.split("/")
        with ExitStack() as stack:
            folder = self.root
            for each in folders:
                folder = stack.enter_context(folder.folder(each))
            file = stack.enter_context(descriptor(folder.file(name)))
            if _entry(entry.path, os.fstat(file)).kind is not Kind.FILE:
                raise changed()
            yield from unchanging(file)

    def raw(self) -> str:
        """Of what is in it and how large each is."""
        entries = islice(self._below(self.root, "", 0), limits.ENTRIES)
        found = sorted((entry.path, entry.kind.name, entry.size) for entry in entries)
        return hashlib.sha256(repr(found).encode()).hexdigest()

    def settled(self) -> None:
        """Each file was looked at when it was read."""


def alone(folder: Folder) -> str | None:
    """The name of the one file that a folder holds, as Moodle's do; None where it holds something else, or more."""
    found = [_entry(*each) for each in islice(_no_litter(folder), 2)]
    return found[0].path if [entry.kind for entry in found] == [Kind.FILE] else None


def _no_litter(folder: Folder) -> Iterator[tuple[str, os.stat_result]]:
    return ((name, status) for name, status in folder.names() if not is_litter(name))


def _entry(path: str, status: os.stat_result) -> Entry:
    found = kind(status.st_mode)
    if found is Kind.FILE and status.st_nlink > 1:
        found = Kind.HARD_LINK
    return Entry(path, found, status.st_size if found is Kind.FILE else 0)


@contextmanager
def descriptor(file: int) -> Iterator[int]:
    """Close it at the end."""
    try:
        yield file
    finally:
        os.close(file)


def unchanging(file: int) -> Iterator[bytes]:
    """The bytes of an open file; raises Unfit where somebody wrote to it meanwhile."""
    before, count = os.fstat(file), 0
    while chunk := os.read(file, limits.CHUNK):
        count += len(chunk)
        yield chunk
    if state(os.fstat(file)) != state(before) or count != before.st_size:
        raise changed()


def state(status: os.stat_result) -> tuple[int, int]:
    """What differs once somebody has written to a file."""
    return status.st_size, status.st_mtime_ns

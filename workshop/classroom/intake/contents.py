"""The lesson's files in a submission: which they are, whether they may be taken, and their digest."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from workshop.classroom.intake import limits
from workshop.classroom.intake.entries import Entry, Kind, Source
from workshop.classroom.intake.names import shown
from workshop.classroom.intake.place import Place
from workshop.classroom.intake.problems import Unfit, changed, in_words
from workshop.regions import NOT_CODE

# what another system takes for the end of a folder's name, or of a file's
SEPARATORS = {"\\"} | ({":"} if os.name == "nt" else set())
LONGEST_NAME, LONGEST_PATH = 255, 1000  # bytes


def lessons_files(entries: Sequence[Entry], place: Place) -> dict[str, Entry]:
    """The files in the lesson's folder by their paths in it, sorted. Raises Unfit where one may not be taken."""
    _check_way(entries, place)
    found: dict[str, Entry] = {}
    folders: set[str] = set()
    for entry in entries:
        if not entry.path.startswith(place.prefix):
            continue
        path = entry.path.removeprefix(place.prefix)
        if path in NOT_CODE or path.endswith(".pyc"):
            continue
        _check(path, entry)
        if entry.kind is Kind.FOLDER:
            folders.add(path)
        elif path in found:
            raise Unfit(f"{shown(path)} is there more than once.")
        else:
            found[path] = entry
    _check_all(found, folders)
    return dict(sorted(found.items()))


def _check_way(entries: Sequence[Entry], place: Place) -> None:
    """Raise Unfit where a folder around the lesson's is something else as well."""
    for entry in entries:
        if entry.kind is not Kind.FOLDER and f"{place.path}/".startswith(f"{entry.path}/"):
            raise Unfit(f"{shown(entry.path)} is {entry.kind.value}: expected a folder.")


def _check(path: str, entry: Entry) -> None:
    if entry.kind not in (Kind.FILE, Kind.FOLDER):
        raise Unfit(f"{shown(path)} is {entry.kind.value}: expected ordinary files and folders only.")
    try:
        length = len(path.encode())
    except UnicodeEncodeError:
        raise Unfit(f"The file name {shown(path)} isn't UTF-8.") from None
    if any(sign in SEPARATORS or unicodedata.category(sign) == "Cc" for sign in path):
        raise Unfit(f"The file name {shown(path)} has a sign that no file name may have.")
    if length > LONGEST_PATH or max(len(part.encode()) for part in path.split("/")) > LONGEST_NAME:
        raise Unfit(f"The file name {shown(path)} is too long.")
    if path.count("/") > limits.DEPTH:
        raise Unfit(f"{shown(path)} is {Kind.DEEP.value}.")


def _check_all(files: Mapping[str, Entry], folders: set[str]) -> None:
    if not files:
        raise Unfit("The lesson's folder is empty.")
    if len(files) > limits.LESSON_FILES:
        raise Unfit(f"The lesson's folder has more than {limits.LESSON_FILES:,} files. {limits.LEAVE_OUT}")
    limits.Meter(limits.LESSON_BYTES, TOGETHER).add(sum(entry.size for entry in files.values()))
    around = {above for path in files for above in _above(path)} | folders
    if both := sorted(around & files.keys()):
        raise Unfit(f"{shown(both[0])} is a file and a folder at once.")
    seen: dict[str, str] = {}
    for path in sorted(around | files.keys()):
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            raise Unfit(f"{shown(other)} and {shown(path)} are one name on many systems, where one would be lost.")


TOGETHER = "The lesson's files are together"


def _above(path: str) -> Iterator[str]:
    """Each folder around the file at `path`."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


class Digest:
    """The SHA-256 over paths and contents of a lesson's files, whatever their order and packing."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def reading(self, path: str, content: Iterator[bytes]) -> Iterator[bytes]:
        """The same content, which becomes part of the digest when it is read."""
        hashed = hashlib.sha256()
        for piece in content:
            hashed.update(piece)
            yield piece
        self.files[path] = hashed.digest()

    def value(self) -> str:
        """The digest so far, hexadecimal."""
        whole = hashlib.sha256()
        for path, content in sorted(self.files.items()):
            whole.update(path.encode() + b"\0" + content)
        return whole.hexdigest()


def read(source: Source, files: Mapping[str, Entry]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Path and content of each of `files`, in any order; content is to be read before the next is asked for.

    Raises Unfit, also where they are too large or not all there any more.
    """
    paths = {entry.path: path for path, entry in files.items()}
    meter = limits.Meter(limits.LESSON_BYTES, TOGETHER)
    with in_words():
        for entry, content in source.contents(list(files.values())):
            yield paths.pop(entry.path), _metered(content, meter)
        if paths:
            raise changed()
        source.settled()


def _metered(content: Iterator[bytes], meter: limits.Meter) -> Iterator[bytes]:
    with in_words():
        for piece in content:
            meter.add(len(piece))
            yield piece

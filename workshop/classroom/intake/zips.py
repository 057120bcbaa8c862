"""A submission that is a zip."""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import IO, cast

from workshop.classroom.intake import limits
from workshop.classroom.intake.entries import Entry, Kind, counted, relative
from workshop.classroom.intake.folders import kind
from workshop.classroom.intake.names import shown
from workshop.classroom.intake.problems import Unfit
from workshop.classroom.intake.streams import Packed

START = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# the others unpack any number of bytes at once
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED, UTF_8 = 0x1, 0x800
LOCAL_HEADER = 30  # bytes at least
DOS_FOLDER = 0x10
ON_WINDOWS = 0
WRONG = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,  # of seeking to a place before the beginning
)


class ZipSource:
    """A zip as a submission; see entries.Files. What it says about sizes is never believed."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        with _told():
            self.archive = zipfile.ZipFile(cast(IO[bytes], packed))

    def entries(self) -> Iterator[Entry]:
        listed = self.archive.infolist()
        _check_overlaps(listed)
        return counted(self._entry(info, number) for number, info in enumerate(listed))

    def _entry(self, info: zipfile.ZipInfo, number: int) -> Entry:
        name = _name(info)
        return Entry(relative(name), _kind(info, name), info.file_size, number)

    def contents(self, wanted: Sequence[Entry]) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        listed, tally = self.archive.infolist(), _Tally(self.packed)
        for entry in wanted:
            yield entry, self._content(listed[entry.number], tally)

    def _content(self, info: zipfile.ZipInfo, tally: _Tally) -> Iterator[bytes]:
        left = info.file_size
        with _told(), self.archive.open(info) as file:
            for piece in iter(lambda: file.read(limits.CHUNK), b""):
                tally.add(len(piece))
                left -= len(piece)
                yield piece
        if left:
            raise Unfit(f"The archive is damaged: {shown(_name(info))} isn't as long as it says.")


class _Tally:
    """How many bytes have become how many. Raises Unfit where that can't be honest."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self.before = packed.taken
        self.unpacked = 0

    def add(self, count: int) -> None:
        self.unpacked += count
        limits.check_ratio(self.unpacked, self.packed.taken - self.before)


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name; where no encoding is stated, UTF-8 is tried before that of MS-DOS."""
    name = info.orig_filename
    if not info.flag_bits & UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/") if info.create_system == ON_WINDOWS else name


def _kind(info: zipfile.ZipInfo, name: str) -> Kind:
    mode = info.external_attr >> 16
    said = kind(mode) if stat.S_IFMT(mode) else Kind.FILE
    folder = name.endswith("/") or (info.external_attr & DOS_FOLDER and not info.file_size)
    if folder and said in (Kind.FILE, Kind.FOLDER):
        return Kind.FOLDER
    if said is not Kind.FILE:
        return said
    if info.flag_bits & ENCRYPTED:
        return Kind.ENCRYPTED
    return Kind.FILE if info.compress_type in METHODS else Kind.UNUSUAL


def _check_overlaps(listed: Sequence[zipfile.ZipInfo]) -> None:
    """Raise Unfit where the same bytes are the content of more than one entry."""
    for info, following in pairwise(sorted(listed, key=lambda info: info.header_offset)):
        if info.header_offset + LOCAL_HEADER + info.compress_size > following.header_offset:
            raise Unfit("Entries of the archive overlap, as in archive bombs.")


@contextmanager
def _told() -> Iterator[None]:
    """What zipfile says of an archive that it can't read, as Unfit."""
    try:
        yield
    except UnicodeDecodeError:
        raise Unfit("The archive has a file name that isn't UTF-8 though it says so.") from None
    except WRONG as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        raise Unfit(f"The archive is damaged: {shown(str(error).rstrip('.')) or type(error).__name__}.") from None

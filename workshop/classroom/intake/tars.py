"""A submission that is a tar, compressed or not.

Its headers are decoded by tarfile, but read here: tarfile ends without a word at a damaged header, and holds what a
header says of itself in memory, whatever its size.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator, Sequence

from workshop.classroom.intake import limits
from workshop.classroom.intake.entries import Entry, Kind, counted, relative
from workshop.classroom.intake.problems import Unfit, changed
from workshop.classroom.intake.streams import Decompressor, Packed, Stream, unpacked

BLOCK = tarfile.BLOCKSIZE
NAMES = ("utf-8", "surrogateescape")
LONG_NAME, LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
EXTENSIONS = (*PAX, tarfile.XGLTYPE, LONG_NAME, LONG_LINK)
KINDS = {
    tarfile.REGTYPE: Kind.FILE,
    tarfile.AREGTYPE: Kind.FILE,
    tarfile.CONTTYPE: Kind.FILE,
    tarfile.DIRTYPE: Kind.FOLDER,
    tarfile.SYMTYPE: Kind.LINK,
    tarfile.LNKTYPE: Kind.HARD_LINK,
    tarfile.GNUTYPE_SPARSE: Kind.SPARSE,
    tarfile.FIFOTYPE: Kind.PIPE,
    tarfile.CHRTYPE: Kind.DEVICE,
    tarfile.BLKTYPE: Kind.DEVICE,
}
WITHOUT_CONTENT = (Kind.FOLDER, Kind.LINK, Kind.HARD_LINK, Kind.PIPE, Kind.DEVICE)
DAMAGED = "The archive is damaged: one of its headers makes no sense."


def is_tar(start: bytes) -> bool:
    """Whether a file that starts so is a tar, be it an empty one."""
    if len(start) >= BLOCK and not start[:BLOCK].strip(b"\0"):
        return True
    try:
        tarfile.TarInfo.frombuf(start[:BLOCK], *NAMES)
    except tarfile.HeaderError:
        return False
    return True


class TarSource:
    """A tar as a submission; see entries.Files. It is read through once for each question."""

    def __init__(self, packed: Packed, compression: Callable[[], Decompressor] | None) -> None:
        self.packed = packed
        self.compression = compression

    def entries(self) -> Iterator[Entry]:
        return counted(entry for entry, _ in self._members())

    def contents(self, wanted: Sequence[Entry]) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        by_number = {entry.number: entry for entry in wanted}
        for entry, content in self._members():
            if expected := by_number.pop(entry.number, None):
                if entry != expected:
                    raise changed()
                yield entry, content
            if not by_number:
                return

    def _members(self) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        """Every entry with its content, of which any part may be left unread."""
        self.packed.seek(0)
        self.packed.taken = 0
        stream = Stream(unpacked(self.packed, self.compression))
        for number, (name, kind, size) in enumerate(_headers(stream)):
            content = _Content(stream, size)
            yield Entry(relative(name), kind, size, number), iter(content)
            content.skip()
        stream.drain()


class _Content:
    """What lies behind a header, in pieces."""

    def __init__(self, stream: Stream, size: int) -> None:
        self.stream = stream
        self.left = size
        self.padding = -size % BLOCK

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            piece = self.stream.exactly(min(limits.CHUNK, self.left))
            self.left -= len(piece)
            yield piece

    def skip(self) -> None:
        self.stream.skip(self.left)
        self.stream.skip(self.padding)
        self.left = self.padding = 0


def _headers(stream: Stream) -> Iterator[tuple[str, Kind, int]]:
    """Name, kind and size of content of each entry, which must have been read when the next is asked for."""
    while header := _header(stream):
        said: dict[str, str] = {}
        while header and header.type in EXTENSIONS:
            if not 0 <= header.size <= limits.HEADER:
                raise Unfit("The archive is damaged: the name of an entry is longer than any name.")
            data = stream.exactly(header.size)
            stream.skip(-header.size % BLOCK)
            if header.type == tarfile.XGLTYPE and _records(data):
                raise Unfit("The archive is damaged: it says of all its files that they are one.")
            said |= _said(header.type, data)
            header = _header(stream)
        if not header:
            raise Unfit(DAMAGED)
        yield _described(header, said)


def _header(stream: Stream) -> tarfile.TarInfo | None:
    """The next header; None at the end. Raises Unfit."""
    block = stream.exactly(BLOCK)
    try:
        return tarfile.TarInfo.frombuf(block, *NAMES) if block.strip(b"\0") else None
    except tarfile.HeaderError:
        raise Unfit(DAMAGED) from None


def _said(kind: bytes, data: bytes) -> dict[str, str]:
    """What an extension says about the entry behind it."""
    if kind == LONG_LINK:
        return {}
    if kind == LONG_NAME:
        return {"path": data.split(b"\0", 1)[0].decode(*NAMES)}
    return _records(data)


def _records(data: bytes) -> dict[str, str]:
    """The records "length key=value" of the pax format (POSIX.1-2001) that say where an entry's bytes go."""
    found, position = {}, 0
    while position < len(data):
        space = data.find(b" ", position, position + 10)
        length = data[position:space]
        end = position + int(length) if space > 0 and length.isdigit() else 0
        if not space < end <= len(data) or data[end - 1 : end] != b"\n":
            raise Unfit(DAMAGED)
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        if key in (b"path", b"size") or key.startswith(b"GNU.sparse."):
            found["sparse" if key.startswith(b"GNU") else key.decode()] = value.decode(*NAMES)
        position = end
    return found


def _described(header: tarfile.TarInfo, said: dict[str, str]) -> tuple[str, Kind, int]:
    kind = Kind.SPARSE if "sparse" in said else KINDS.get(header.type, Kind.STRANGE)
    name = said.get("path", header.name)
    if kind is Kind.FILE and name.endswith("/"):  # as tars had folders before they had a sign for them
        kind = Kind.FOLDER
    size = said.get("size", str(header.size))
    if not (size.isascii() and size.isdigit() and len(size) < 20):
        raise Unfit(DAMAGED)
    return name, kind, 0 if kind in WITHOUT_CONTENT else int(size)

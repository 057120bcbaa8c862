"""Bytes that come one after the other: of an archive as it lies there, and unpacked; counted, and never too many."""

from __future__ import annotations

import bz2
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from workshop.classroom.intake import limits
from workshop.classroom.intake.problems import Unfit

CUT_SHORT = "The archive is damaged: it ends too early."


class Packed:
    """An archive's own bytes as a file for reading; `taken` counts them. Raises Unfit where asked for too many at once.

    That bounds the memory which an archive's claims about itself can cost.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.taken = 0
        self.size = file.seek(0, os.SEEK_END)
        file.seek(0)

    def read(self, count: int = -1) -> bytes:
        left = max(0, self.size - self.file.tell())
        count = left if count < 0 else min(count, left)
        if count > limits.AT_ONCE:
            raise Unfit("The archive's list of contents is too large. " + limits.LEAVE_OUT)
        data = self.file.read(count)
        self.taken += len(data)
        return data

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        return self.file.seek(position, whence)

    def tell(self) -> int:
        return self.file.tell()

    def seekable(self) -> bool:
        return True


class Decompressor(Protocol):
    """What bz2, lzma and (below) gzip have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Gzip:
    """zlib's reader of gzip with the face of the others."""

    def __init__(self) -> None:
        self.inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def eof(self) -> bool:
        return self.inner.eof

    @property
    def needs_input(self) -> bool:
        return not self.inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self.inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self.inner.decompress(self.inner.unconsumed_tail + data, max_length)


def _xz() -> Decompressor:
    return lzma.LZMADecompressor(memlimit=limits.XZ_MEMORY)


COMPRESSED: dict[bytes, Callable[[], Decompressor]] = {
    b"\x1f\x8b": Gzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": _xz,
}


def unpacked(packed: Packed, new: Callable[[], Decompressor] | None) -> Iterator[bytes]:
    """What is in `packed`, in pieces of at most CHUNK bytes; None: it isn't compressed. Raises Unfit."""
    meter = limits.Meter(limits.UNPACKED, "Unpacked, the archive is")
    try:
        for piece in _decompressed(packed, new) if new else iter(lambda: packed.read(limits.CHUNK), b""):
            meter.add(len(piece))
            limits.check_ratio(meter.count, packed.taken)
            yield piece
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise Unfit(f"The archive is damaged: {error}.") from None


def _decompressed(packed: Packed, new: Callable[[], Decompressor]) -> Iterator[bytes]:
    data = packed.read(limits.CHUNK)
    for _ in range(limits.STREAMS):
        stream = new()
        while not stream.eof:
            if stream.needs_input and not data and not (data := packed.read(limits.CHUNK)):
                raise Unfit(CUT_SHORT)
            yield stream.decompress(data, limits.CHUNK)
            data = b""
        data = stream.unused_data.lstrip(b"\0")
        while not data:  # padding with zeros is usual, on tapes and after xz
            if not (data := packed.read(limits.CHUNK)):
                return
            data = data.lstrip(b"\0")
    raise Unfit("The archive consists of too many compressed pieces.")


class Stream:
    """Pieces as one row of bytes that is read forwards."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.piece = b""
        self.position = 0

    def read(self, count: int) -> bytes:
        """The next bytes; fewer only at the end."""
        end = self.position + count
        if end > len(self.piece):
            parts = [self.piece[self.position :]]
            missing = count - len(parts[0])
            self.piece, end = b"", 0
            for piece in self.pieces:
                parts.append(piece[:missing])
                missing -= len(parts[-1])
                if not missing:
                    self.piece, end = piece, len(parts[-1])
                    break
            self.position = end
            return b"".join(parts)
        data = self.piece[self.position : end]
        self.position = end
        return data

    def exactly(self, count: int) -> bytes:
        """The next bytes; raises Unfit where there are fewer."""
        data = self.read(count)
        if len(data) < count:
            raise Unfit(CUT_SHORT)
        return data

    def skip(self, count: int) -> None:
        """Go on behind the next `count` bytes; raises Unfit where there are fewer."""
        for start in range(0, count, limits.CHUNK):
            self.exactly(min(limits.CHUNK, count - start))

    def drain(self) -> None:
        """Read all that is left, so that its checksums are looked at."""
        for _ in self.pieces:
            pass

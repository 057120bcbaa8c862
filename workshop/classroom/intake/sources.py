"""An entry of the teacher's folder as a source of files, known by its content."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from workshop.classroom.intake import limits, zips
from workshop.classroom.intake.entries import Entry, Files, Kind, Source
from workshop.classroom.intake.folders import Folder, FolderSource, alone, descriptor, kind, state, unchanging
from workshop.classroom.intake.place import ARCHIVES
from workshop.classroom.intake.problems import Unfit, changed
from workshop.classroom.intake.streams import COMPRESSED, Decompressor, Packed, Stream, unpacked
from workshop.classroom.intake.tars import BLOCK, TarSource, is_tar
from workshop.classroom.intake.zips import ZipSource

OTHERS = {
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}


@contextmanager
def opened(parent: Folder, name: str) -> Iterator[Source]:
    """The submission called `name` in the folder `parent`. Raises Unfit and OSError; so may its methods."""
    found = kind(parent.status(name).st_mode)
    if found is Kind.FOLDER:
        with parent.folder(name) as folder, _inside(folder) as source:
            yield source
    elif found is Kind.FILE:
        with descriptor(parent.file(name)) as file:
            yield ArchiveSource(file)
    else:
        raise Unfit(f"It is {found.value}, not a folder or an archive.")


@contextmanager
def _inside(folder: Folder) -> Iterator[Source]:
    """A folder as a submission: what is in it, or what is in the one archive that it holds."""
    name = alone(folder)
    if name is None:
        yield FolderSource(folder)
        return
    with descriptor(folder.file(name)) as file:
        yield ArchiveSource(file) if _packed(name, file) else FolderSource(folder)


def _packed(name: str, file: int) -> bool:
    """Whether an open file is an archive, or passes for one by its name."""
    start = os.read(file, BLOCK)
    os.lseek(file, 0, os.SEEK_SET)
    return name.casefold().endswith(ARCHIVES) or start.startswith((*zips.START, *COMPRESSED)) or is_tar(start)


class ArchiveSource:
    """A file as a submission; see entries.Source. A small one is read once, and then stays what it was."""

    def __init__(self, file: int) -> None:
        self.file = file
        self.status = os.fstat(file)
        if kind(self.status.st_mode) is not Kind.FILE:
            raise changed()
        self.bytes: BinaryIO = self._in_memory() if self.status.st_size <= limits.IN_MEMORY else self._on_disk()
        self.files: Files | None = None

    def _in_memory(self) -> BinaryIO:
        return io.BytesIO(b"".join(unchanging(self.file)))

    def _on_disk(self) -> BinaryIO:
        return open(self.file, "rb", closefd=False)

    def entries(self) -> Iterator[Entry]:
        self.files = self._recognised()
        return self.files.entries()

    def contents(self, wanted: Sequence[Entry]) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        assert self.files, "what there is comes first"
        return self.files.contents(wanted)

    def _recognised(self) -> Files:
        start = self.bytes.read(BLOCK)
        self.bytes.seek(0)
        packed = Packed(self.bytes)
        if not start:
            raise Unfit("The file is empty.")
        if packed.size > limits.PACKED:
            raise Unfit(f"The file is larger than {limits.PACKED // limits.MB} MB. {limits.LEAVE_OUT}")
        if start.startswith(zips.START):
            return ZipSource(packed)
        if is_tar(start):
            return TarSource(packed, None)
        for mark, decompressor in COMPRESSED.items():
            if start.startswith(mark):
                return _tar_in(packed, decompressor)
        raise Unfit(f"It is {_other(start)}, not a folder, a zip or a tar.")

    def raw(self) -> str:
        """Of its first bytes, up to RAW of them."""
        self.bytes.seek(0)
        hashed = hashlib.sha256()
        for _ in range(0, limits.RAW, limits.CHUNK):
            hashed.update(self.bytes.read(limits.CHUNK))
        return hashed.hexdigest()

    def settled(self) -> None:
        if state(os.fstat(self.file)) != state(self.status):
            raise changed()


def _tar_in(packed: Packed, decompressor: Callable[[], Decompressor]) -> TarSource:
    start = Stream(unpacked(packed, decompressor)).read(BLOCK)
    if not is_tar(start):
        raise Unfit("It is one compressed file, not a folder, a zip or a tar.")
    return TarSource(packed, decompressor)


def _other(start: bytes) -> str:
    return next((what for mark, what in OTHERS.items() if start.startswith(mark)), "a single file")

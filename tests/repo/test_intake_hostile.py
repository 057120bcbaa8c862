"""Submissions that are wrong or mean harm: each has its message, and none keeps the others from being found."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import shutil
import socket
import stat
import struct
import sys
import tarfile
import threading
import tracemalloc
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from pathlib import Path

import pytest

from workshop import catalog
from workshop.classroom.grade import Submission
from workshop.classroom.intake import Unfit, contents, find, folders, limits, problems, reading, unpack
from workshop.classroom.intake.entries import Entry
from workshop.classroom.intake.place import Place
from workshop.regions import files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="builds what other systems have no names for")

LESSON = catalog.find("3")
NAME = LESSON.name
MB = 1024 * 1024
Files = Mapping[str, bytes]
SOLUTION = {f"{NAME}/{path}": (LESSON.solution / path).read_bytes() for path in files(LESSON.solution)}
STARTER = {f"{NAME}/{path}": (LESSON.starter / path).read_bytes() for path in files(LESSON.starter)}
APP = f"{NAME}/movies/app.py"
Build = Callable[[Path], object]
CASES: dict[str, tuple[Build, str]] = {}


def case(expected: str) -> Callable[[Build], Build]:
    """A submission called as the function that makes it at a path, and what its problem says."""

    def add(build: Build) -> Build:
        CASES[build.__name__] = build, expected
        return build

    return add


def folder(path: Path, content: Files = SOLUTION) -> Path:
    for name, data in content.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path / NAME


def under(prefix: str, content: Files) -> Files:
    return {f"{prefix}/{name}": data for name, data in content.items()}


def entry(name: str, **changes: object) -> zipfile.ZipInfo:
    """An entry of a zip, deflated, with other values than usual."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    for key, value in changes.items():
        setattr(info, key, value)
    return info


def zipped(path: Path, *extra: tuple[zipfile.ZipInfo | str, bytes], content: Files = SOLUTION) -> Path:
    """A zip of the solution and `extra`, as it is written by zipfile."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (*content.items(), *extra):
            archive.writestr(name, data)
    return path


def patched(path: Path, *changes: tuple[bytes, bytes]) -> None:
    """Replace bytes of a file by as many others; each must be there."""
    data = path.read_bytes()
    for old, new in changes:
        assert old in data
        assert len(old) == len(new)
        data = data.replace(old, new)
    path.write_bytes(data)


def member(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """An entry of a tar, with its content."""
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, len(data), link
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + data + bytes(-len(data) % 512)


def raw_tar(*extra: bytes, content: Files = SOLUTION) -> bytes:
    """A tar of the solution and `extra`."""
    return b"".join([*(member(name, data) for name, data in content.items()), *extra, bytes(1024)])


def records(**values: str) -> bytes:
    """What a pax header says, for values short enough that each record has two digits of length."""
    lines = [f" {key}={value}\n".encode() for key, value in values.items()]
    return b"".join(b"%d%s" % (len(line) + 2, line) for line in lines)


def zeros(size: int, compressor: object) -> bytes:
    """So many compressed zeros, made piece by piece."""
    return b"".join(compressor.compress(bytes(MB)) for _ in range(size // MB)) + compressor.flush()  # type: ignore[attr-defined]


# folders


@case("It is empty. Hand in your folder work/03-movie-service as it is")
def empty_folder(path: Path) -> None:
    path.mkdir()


@case("It is empty")
def only_litter(path: Path) -> None:
    folder(path, {".venv/x": b"", ".DS_Store": b"", "__MACOSX/y": b""})


@case(f"has no folder {NAME}: expected for example {NAME}/movies/app.py, found a.txt and b. Hand in your folder work/")
def no_lesson(path: Path) -> None:
    folder(path, {"a.txt": b"", "b/c": b""})


@case("found 1, 2, 3, 4 and 5 and 4 more")
def many_other_things(path: Path) -> None:
    folder(path, {str(number): b"" for number in range(1, 10)})


@case("found 07-errors")
def another_lesson(path: Path) -> None:
    folder(path, {name.replace(NAME, "07-errors"): data for name, data in SOLUTION.items()})


NOT_OPENED = "An archive is opened only where it is all that was handed in, and no archive inside it. Hand in"


@case(f"found alice.zip and notes.txt. {NOT_OPENED}")
def archive_beside_something(path: Path) -> None:
    path.mkdir()
    zipped(path / "alice.zip")
    (path / "notes.txt").write_text("the newest")


@case(f"found alice.zip and bob.zip. {NOT_OPENED}")
def two_archives(path: Path) -> None:
    path.mkdir()
    zipped(path / "alice.zip")
    zipped(path / "bob.zip")


@case(f"found alice.zip. {NOT_OPENED}")
def archive_in_an_archive(path: Path) -> None:
    inner = zipped(path.with_name("alice.zip"))
    zipped(path, content={"alice.zip": inner.read_bytes()})
    inner.unlink()


@case(f"found alice.zip. {NOT_OPENED}")
def archive_in_an_archive_in_a_folder(path: Path) -> None:
    path.mkdir()
    archive_in_an_archive(path / "work.zip")


@case(f"found deeper. {NOT_OPENED}")
def archive_in_a_folder_in_the_folder(path: Path) -> None:
    (path / "deeper").mkdir(parents=True)
    zipped(path / "deeper" / "alice.zip")


@case("work.zip is a link: expected the archive itself.")
def archive_that_is_a_link(path: Path) -> None:
    path.mkdir()
    (path / "work.zip").symlink_to(zipped(path.with_name(".elsewhere.zip")))


@case("work.zip is a hard link to another file: expected the archive itself.")
def archive_with_another_name_elsewhere(path: Path) -> None:
    path.mkdir()
    (path / "work.zip").hardlink_to(zipped(path.with_name(".elsewhere-too.zip")))


@case("The archive unpacks to more than 200 times its size, as archive bombs do.")
def bomb_in_a_folder(path: Path) -> None:
    path.mkdir()
    zip_below_the_limit(path / "work.zip")


@case("The archive has an entry that leads out of it, ../x.")
def leading_out_in_a_folder(path: Path) -> None:
    path.mkdir()
    zipped(path / "work.zip", ("../x", b""))


@case("The file is empty.")
def empty_archive_in_a_folder(path: Path) -> None:
    path.mkdir()
    (path / "work.zip").touch()


@case("It is a RAR archive, not a folder, a zip or a tar.")
def rar_in_a_folder(path: Path) -> None:
    path.mkdir()
    rar(path / "work.rar")


@case("found report.pdf. Hand in your folder")
def pdf_in_a_folder(path: Path) -> None:
    path.mkdir()
    (path / "report.pdf").write_bytes(b"%PDF-1.7")


@case(f"work/{NAME} has none of the lesson's files: expected for example movies/app.py.")
def nothing_of_the_lesson(path: Path) -> None:
    folder(path, {f"work/{NAME}/notes.txt": b""})


@case("found __init__.py, app.py, errors.py, models.py and movies.json and 2 more")
def one_folder_too_deep(path: Path) -> None:
    folder(path, {Path(name).name: data for name, data in SOLUTION.items()})


@case("found a.")
def too_many_folders_around(path: Path) -> None:
    folder(path / "a/b/c/d/e/f/g", SOLUTION)


@case("found a.")
def too_many_folders_around_the_files(path: Path) -> None:
    folder(path / "a/b/c/d/e/f/g", {name.removeprefix(f"{NAME}/"): data for name, data in SOLUTION.items()})


@case(f"It has no folder {NAME}")
def few_of_its_files(path: Path) -> None:
    folder(path, {"movies/app.py": b"", "movies/store.py": b"", "movies/__init__.py": b""})


@case(f"more than once, in final/{NAME} and first/{NAME}: expected one folder.")
def twice(path: Path) -> None:
    folder(path, under("first", STARTER) | under("final", SOLUTION))


@case(f"more than once, in {NAME} and work/{NAME}")
def twice_without_a_fork(path: Path) -> None:
    folder(path, under("work", SOLUTION) | STARTER)


@case("more than once, in a and b")
def twice_by_its_files(path: Path) -> None:
    for name in "ab":
        folder(path / name, {name.removeprefix(f"{NAME}/"): data for name, data in SOLUTION.items()})


@case(f"more than once, in a/work/{NAME} and b/work/{NAME}")
def two_forks(path: Path) -> None:
    for name in "ab":
        folder(path / name, under("work", SOLUTION) | under("lessons", STARTER))


@case(f"not begun: there is no work/{NAME}, and nothing changed in lessons/{NAME}.")
def fork_not_begun(path: Path) -> None:
    folder(path, under("lessons", STARTER) | under("solutions", SOLUTION) | {f"lessons/{NAME}/README.md": b"x"})


@case(f"not begun: there is no work/{NAME}, and solutions/{NAME} is the course's.")
def solutions_only(path: Path) -> None:
    folder(path, under("solutions", SOLUTION))


@case("It is a link, not a folder or an archive.")
def link(path: Path) -> None:
    path.symlink_to(LESSON.solution)


@case("It is a link, not a folder")
def link_to_an_archive(path: Path) -> None:
    path.symlink_to(zipped(path.parent / ".elsewhere.zip"))


@case("It is a named pipe, not a folder")
def pipe(path: Path) -> None:
    os.mkfifo(path)


@case("movies/store.py is a link: expected ordinary files and folders only.")
def link_in_folder(path: Path) -> None:
    file = folder(path) / "movies/store.py"
    file.unlink()
    file.symlink_to("/etc/passwd")


@case("notes is a link")
def link_to_a_folder(path: Path) -> None:
    (folder(path) / "notes").symlink_to("/etc")


@case(f"{NAME} is a link: expected the folder itself.")
def linked_lesson(path: Path) -> None:
    path.mkdir()
    (path / NAME).symlink_to(LESSON.solution)


@case("work is a link: expected the folder itself.")
def linked_work(path: Path) -> None:
    folder(path, {"README.md": b""})
    (path / "work").symlink_to(LESSON.solution.parent)


@case(f"{NAME}/movies is a link: expected the folder itself.")
def linked_package(path: Path) -> None:
    (path / NAME).mkdir(parents=True)
    (path / NAME / "movies").symlink_to(LESSON.solution / "movies")


@case("movies/copy.py is a hard link to another file")
def hard_link(path: Path) -> None:
    made = folder(path)
    (path / "outside").write_bytes(b"secret")
    (made / "movies/copy.py").hardlink_to(path / "outside")


@case("movies/pipe.py is a named pipe")
def pipe_in_folder(path: Path) -> None:
    os.mkfifo(folder(path) / "movies/pipe.py")


@case("movies/socket is a socket")
def socket_in_folder(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, chdir(folder(path)):
        server.bind("movies/socket")


@case("movies/App.py and movies/app.py are one name on many systems")
def names_by_case(path: Path) -> None:
    (folder(path) / "movies/App.py").touch()


@case("are one name on many systems")
def folders_by_case(path: Path) -> None:
    made = folder(path)
    (made / "Movies").mkdir()
    (made / "Movies/x.py").touch()


@case("are one name on many systems")
def names_by_normalisation(path: Path) -> None:
    made = folder(path)
    for form in ("NFC", "NFD"):
        (made / unicodedata.normalize(form, "größe")).touch()  # type: ignore[arg-type]


@case("The file name movies/�.py isn't UTF-8.")
def name_not_utf8(path: Path) -> None:
    (folder(path) / "movies" / os.fsdecode(b"\xff.py")).touch()


@case("The file name a�b has a sign that no file name may have.")
def name_of_two_lines(path: Path) -> None:
    (folder(path) / "a\nb").touch()


@case("has a sign that no file name may have")
def name_with_a_backslash(path: Path) -> None:
    (folder(path) / "..\\..\\x").touch()


@case("in too many folders")
def deep(path: Path) -> None:
    made = folder(path)
    (made / "/".join("d" * 40)).mkdir(parents=True)
    (made / "/".join("d" * 40) / "x").touch()


@case("The lesson's folder has more than 2,000 files. Leave out .venv")
def many_files(path: Path) -> None:
    made = folder(path)
    for number in range(2000):
        (made / str(number)).touch()


@case("The lesson's files are together larger than 20 MB. Leave out")
def large(path: Path) -> None:
    os.truncate(os.open(folder(path) / "data", os.O_CREAT | os.O_WRONLY), 2**40)


@case("It has more than 3,000 files and folders")
def very_many_files(path: Path) -> None:
    folder(path)
    with chdir(path):
        for number in range(3_001):
            os.close(os.open(str(number), os.O_CREAT))


# single files


@case("It is a RAR archive, not a folder, a zip or a tar. Hand in your folder")
def rar(path: Path) -> None:
    path.write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(600))


@case("It is a 7z archive")
def seven(path: Path) -> None:
    path.write_bytes(b"7z\xbc\xaf\x27\x1c")


@case("It is compressed with zstd")
def zstandard(path: Path) -> None:
    path.write_bytes(b"\x28\xb5\x2f\xfd")


@case("It is a single file, not a folder, a zip or a tar.")
def python(path: Path) -> None:
    path.write_bytes(SOLUTION[APP])


@case("The file is empty.")
def empty_file(path: Path) -> None:
    path.touch()


@case("It is one compressed file, not a folder")
def one_file_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(SOLUTION[APP]))


@case("The file is larger than 200 MB. Leave out .venv")
def large_archive(path: Path) -> None:
    os.truncate(zipped(path), 200 * MB + 1)


# zips


@case("It is empty.")
def zip_empty(path: Path) -> None:
    zipped(path, content={})


@case("The archive is damaged: File is not a zip file.")
def zip_cut_short(path: Path) -> None:
    os.truncate(zipped(path), 2000)


@case("The archive is damaged: File is not a zip file.")
def zip_in_name_only(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"?" * 100)


@case("The archive is damaged: Bad CRC-32")
def zip_damaged(path: Path) -> None:
    zipped(path, (zipfile.ZipInfo(f"{NAME}/note"), b"what was meant"))
    patched(path, (b"what was meant", b"what was meamt"))


@case("The archive is damaged: Error -3 while decompressing data")
def zip_scrambled(path: Path) -> None:
    data = os.urandom(300)
    zipped(path, (entry(f"{NAME}/note", compress_type=zipfile.ZIP_STORED), b"\xff" * 300))
    patched(path, (b"\xff" * 300, data[:0] + b"\xfe" * 300))
    _say(path, f"{NAME}/note", method=8)


@case("movies/app.py is encrypted: expected")
def zip_encrypted(path: Path) -> None:
    zipped(path)
    _say(path, APP, flags=1)


@case("note is packed in an unusual way")
def zip_with_another_method(path: Path) -> None:
    zipped(path, (entry(f"{NAME}/note", compress_type=zipfile.ZIP_BZIP2), bytes(MB)))


@case("The lesson's files are together larger than 20 MB")
def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(zipped(path), "a") as archive, archive.open(entry(f"{NAME}/bomb"), "w") as file:
        for _ in range(25):
            file.write(bytes(MB))


@case("The archive unpacks to more than 200 times its size, as archive bombs do.")
def zip_below_the_limit(path: Path) -> None:
    zipped(path, (f"{NAME}/bomb", bytes(10 * MB)))


@case("The archive is damaged: Bad CRC-32")
def zip_that_says_less(path: Path) -> None:
    zipped(path, (f"{NAME}/bomb", bytes(30 * MB)))
    _say(path, f"{NAME}/bomb", size=10)


@case(f"The archive is damaged: {NAME}/note isn't as long as it says.")
def zip_that_says_more(path: Path) -> None:
    zipped(path, (f"{NAME}/note", b"short"))
    _say(path, f"{NAME}/note", size=10)


@case("Entries of the archive overlap, as in archive bombs.")
def zip_that_overlaps(path: Path) -> None:
    zipped(path, (f"{NAME}/one", os.urandom(2000)), (f"{NAME}/two", os.urandom(2000)))
    _say(path, f"{NAME}/one", packed=3000)


@case("Entries of the archive overlap")
def zip_with_one_content_for_two(path: Path) -> None:
    zipped(path, (f"{NAME}/one", b"1" * 2000), (f"{NAME}/two", b"1" * 2000))
    _say(path, f"{NAME}/two", offset=_offset(path, f"{NAME}/one"))


@case("It has more than 3,000 files and folders")
def zip_of_many(path: Path) -> None:
    zipped(path, *((entry(str(number)), b"") for number in range(3_001)))


@case("The archive's list of contents is too large.")
def zip_with_a_long_list(path: Path) -> None:
    zipped(path, *((entry(f"{number:05}" + "n" * 60_000), b"") for number in range(100)))


@case("has an entry with an absolute path, /etc/evil: only relative ones are taken.")
def zip_absolute(path: Path) -> None:
    zipped(path, ("/etc/evil", b""))


@case("has an entry with an absolute path, C:/evil")
def zip_with_a_drive(path: Path) -> None:
    zipped(path, (entry("C:/evil"), b""))


@case(f"has an entry that leads out of it, {NAME}/../../evil.")
def zip_leading_out(path: Path) -> None:
    zipped(path, (f"{NAME}/../../evil", b""))


@case("has an entry that leads out of it, ../evil.")
def zip_leading_out_on_windows(path: Path) -> None:
    zipped(path, (entry("..\\evil", create_system=0), b""))


@case("note is a link")
def zip_with_a_link(path: Path) -> None:
    zipped(path, (entry(f"{NAME}/note", external_attr=(stat.S_IFLNK | 0o777) << 16), b"/etc/passwd"))


@case("note is a named pipe")
def zip_with_a_pipe(path: Path) -> None:
    zipped(path, (entry(f"{NAME}/note", external_attr=stat.S_IFIFO << 16), b""))


@case("note is there more than once.")
def zip_with_one_twice(path: Path) -> None:
    zipped(path, (f"{NAME}/note", b"1"), (f"{NAME}/notf", b"2"))
    patched(path, (b"/notf", b"/note"))


@case("note is there more than once.")
def zip_with_one_twice_in_two_ways(path: Path) -> None:
    zipped(path, (f"{NAME}/note", b"1"), (f"./{NAME}//note", b"2"))


@case("movies/app.py is a file and a folder at once.")
def zip_with_a_file_as_folder(path: Path) -> None:
    zipped(path, (f"{APP}/x", b""))


@case("movies/app.py is a file and a folder at once.")
def zip_with_an_empty_folder_as_file(path: Path) -> None:
    zipped(path, (f"{APP}/", b""))


@case(f"{NAME} is a file: expected a folder.")
def zip_with_the_lesson_as_file(path: Path) -> None:
    zipped(path, (NAME, b"x"))


@case("movies/APP.py and movies/app.py are one name")
def zip_with_names_by_case(path: Path) -> None:
    zipped(path, (f"{NAME}/movies/APP.py", b""))


@case("The file name a�b has a sign that no file name may have.")
def zip_with_nul(path: Path) -> None:
    zipped(path, (f"{NAME}/a?b", b""))
    patched(path, (b"/a?b", b"/a\0b"))


@case("a file name that isn't UTF-8 though it says so.")
def zip_not_utf8(path: Path) -> None:
    zipped(path, (f"{NAME}/ä", b""))
    patched(path, ("/ä".encode(), b"/\xff\xff"))


@case("is too long.")
def zip_with_a_long_name(path: Path) -> None:
    zipped(path, (f"{NAME}/{'n' * 256}", b""))


@case("is too long.")
def zip_with_a_long_path(path: Path) -> None:
    zipped(path, (f"{NAME}/{'/'.join(['n' * 200] * 6)}", b""))


@case("in too many folders")
def zip_deep(path: Path) -> None:
    zipped(path, (f"{NAME}/{'d/' * 33}x", b""))


@case("The lesson's folder has more than 2,000 files.")
def zip_of_many_in_the_lesson(path: Path) -> None:
    zipped(path, *((f"{NAME}/{number}", b"") for number in range(2000)))


def _say(path: Path, name: str, **values: int) -> None:
    """Have the list of contents of a zip say other things of an entry, and its own header too where that says so."""
    data = bytearray(path.read_bytes())
    places = {"flags": (8, "H"), "method": (10, "H"), "packed": (20, "L"), "size": (24, "L"), "offset": (42, "L")}
    headers = [match.start() for match in re.finditer(b"PK\x01\x02", data)]
    (found,) = (header for header in headers if data[header + 46 :].startswith(name.encode()))
    for key, value in values.items():
        place, form = places[key]
        struct.pack_into(f"<{form}", data, found + place, value)
    path.write_bytes(data)


def _offset(path: Path, name: str) -> int:
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo(name).header_offset


# tars


@case("It is empty.")
def tar_empty(path: Path) -> None:
    path.write_bytes(bytes(10_240))


@case("The archive is damaged: it ends too early.")
def tar_cut_short(path: Path) -> None:
    path.write_bytes(raw_tar()[:5000])


@case("The archive is damaged: it ends too early.")
def tar_cut_short_between_entries(path: Path) -> None:
    path.write_bytes(raw_tar()[:-1024])


@case("The archive is damaged: one of its headers makes no sense.")
def tar_damaged_in_the_middle(path: Path) -> None:
    path.write_bytes(raw_tar(b"?" * 512, member(f"{NAME}/note")))


@case("The archive is damaged: one of its headers makes no sense.")
def tar_with_a_negative_size(path: Path) -> None:
    info = tarfile.TarInfo(f"{NAME}/note")
    info.size = -512
    path.write_bytes(raw_tar(info.tobuf(tarfile.GNU_FORMAT)))


@case("The archive is damaged: it ends too early.")
def tar_with_a_huge_size(path: Path) -> None:
    info = tarfile.TarInfo("note")
    info.size = 2**62
    path.write_bytes(raw_tar(info.tobuf(tarfile.GNU_FORMAT)))


@case("The archive is damaged: it ends too early.")
def targz_cut_short(path: Path) -> None:
    path.write_bytes(gzip.compress(raw_tar())[:-9])


@case("The archive is damaged: Error -3 while decompressing data: incorrect data check.")
def targz_with_another_checksum(path: Path) -> None:
    data = gzip.compress(raw_tar())
    path.write_bytes(data[:-8] + b"\0\0\0\0" + data[-4:])


@case("The archive is damaged: Error -3 while decompressing data: incorrect header check.")
def targz_with_garbage_behind(path: Path) -> None:
    path.write_bytes(gzip.compress(raw_tar()) + b"?" * 100)


@case("The archive is damaged: Invalid data stream.")
def tarbz2_damaged(path: Path) -> None:
    data = bytearray(bz2.compress(raw_tar()))
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


@case("The archive is damaged: Corrupt input data.")
def tarxz_damaged(path: Path) -> None:
    data = bytearray(lzma.compress(raw_tar()))
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


@case("The archive is damaged: Memory usage limit exceeded.")
def tarxz_that_wants_memory(path: Path) -> None:
    data = bytearray(lzma.compress(raw_tar(), preset=0))
    assert data[14:16] == b"\x21\x01"
    data[16] = 36  # a dictionary of 1 GB
    data[20:24] = struct.pack("<L", zlib.crc32(data[12:20]))
    path.write_bytes(data)


@case("unpacks to more than 200 times its size")
def targz_bomb(path: Path) -> None:
    head = raw_tar()[:-1024] + _header_of(f"{NAME}/bomb", 2**33)
    path.write_bytes(gzip.compress(head) + zeros(32 * MB, zlib.compressobj(9, wbits=31)))


@case("unpacks to more than 200 times its size")
def tarbz2_bomb(path: Path) -> None:
    path.write_bytes(bz2.compress(raw_tar()) + zeros(32 * MB, bz2.BZ2Compressor()))


@case("unpacks to more than 200 times its size")
def tarxz_bomb(path: Path) -> None:
    head = raw_tar()[:-1024] + _header_of("elsewhere/bomb", 2**33)
    path.write_bytes(lzma.compress(head) + zeros(32 * MB, lzma.LZMACompressor(preset=0)))


@case("Unpacked, the archive is larger than 40 MB. Leave out .venv")
def tar_of_much_else(path: Path) -> None:
    noise = os.urandom(MB)
    path.write_bytes(raw_tar()[:-1024] + _header_of("film.mp4", 2**33) + noise * 41)


@case("The lesson's files are together larger than 20 MB")
def tar_large(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/data", os.urandom(MB) * 20)))


@case("The archive consists of too many compressed pieces.")
def targz_of_many_pieces(path: Path) -> None:
    path.write_bytes(gzip.compress(raw_tar()[:-1024]) + gzip.compress(b"") * 10_001 + gzip.compress(bytes(1024)))


@case("It has more than 3,000 files and folders")
def tar_of_many(path: Path) -> None:
    path.write_bytes(gzip.compress(raw_tar(*(member(str(number)) for number in range(3_001))), 1))


@case("It has more than 3,000 files and folders")
def tar_of_many_long_names(path: Path) -> None:
    path.write_bytes(gzip.compress(raw_tar(*(member(f"{number}{'n' * 10_000}") for number in range(120))), 1))


@case("the name of an entry is longer than any name.")
def tar_with_an_endless_name(path: Path) -> None:
    path.write_bytes(gzip.compress(raw_tar(member("n" * 100_000))))


@case("one of its headers makes no sense.")
def tar_with_senseless_records(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", b"99 path=a\n", tarfile.XHDTYPE), member(f"{NAME}/note")))


@case("one of its headers makes no sense.")
def tar_with_endless_digits(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", b"1" * 16_000, tarfile.XHDTYPE), member(f"{NAME}/note")))


@case("one of its headers makes no sense.")
def tar_with_a_record_of_no_length(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", b"9 path=a\n0 path=a\n", tarfile.XHDTYPE), member(f"{NAME}/note")))


@case("one of its headers makes no sense.")
def tar_with_a_senseless_size(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", records(size="-1000"), tarfile.XHDTYPE), member(f"{NAME}/note")))


@case("one of its headers makes no sense.")
def tar_with_records_of_nothing(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", records(path="abcd"), tarfile.XHDTYPE)))


@case("has an entry that leads out of it, ../../evil.")
def tar_leading_out_by_record(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", records(path="../../evil"), tarfile.XHDTYPE), member(f"{NAME}/note")))


@case("it says of all its files that they are one.")
def tar_with_one_name_for_all(path: Path) -> None:
    path.write_bytes(raw_tar(member("x", records(path="a name"), tarfile.XGLTYPE), member(f"{NAME}/note")))


@case("has an entry that leads out of it, ../evil.")
def tar_leading_out(path: Path) -> None:
    path.write_bytes(raw_tar(member("../evil")))


@case("has an entry with an absolute path, /etc/evil")
def tar_absolute(path: Path) -> None:
    path.write_bytes(raw_tar(member("/etc/evil")))


@case("note is a link: expected ordinary files and folders only.")
def tar_with_a_link(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/note", kind=tarfile.SYMTYPE, link="/etc/passwd")))


@case("note is a hard link to another file")
def tar_with_a_hard_link(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/note", kind=tarfile.LNKTYPE, link=APP)))


@case("work is a link: expected a folder.")
def tar_with_a_link_around(path: Path) -> None:
    content = under("work", SOLUTION)
    path.write_bytes(member("work", kind=tarfile.SYMTYPE, link="/tmp") + raw_tar(content=content))


@case("movies is a link")
def tar_with_a_link_and_a_file_in_it(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/movies", kind=tarfile.SYMTYPE, link="/tmp")))


@case("note is a device")
def tar_with_a_device(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/note", kind=tarfile.CHRTYPE)))


@case("note is a named pipe")
def tar_with_a_pipe(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/note", kind=tarfile.FIFOTYPE)))


@case("note is neither a file nor a folder")
def tar_with_something_strange(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/note", kind=b"V")))


@case("note is a sparse file")
def tar_with_a_sparse_file(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/note", kind=tarfile.GNUTYPE_SPARSE)))


@case("note is a sparse file")
def tar_with_a_newer_sparse_file(path: Path) -> None:
    said = records(**{"GNU.sparse.realsize": "999999999"})
    path.write_bytes(raw_tar(member("x", said, tarfile.XHDTYPE), member(f"{NAME}/note")))


@case("movies/app.py is there more than once.")
def tar_with_one_twice(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"./{APP}", b"other")))


@case("movies/STORE.py and movies/store.py are one name")
def tar_with_names_by_case(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/movies/STORE.py")))


@case("The file name �� isn't UTF-8.")
def tar_not_utf8(path: Path) -> None:
    path.write_bytes(raw_tar(member(f"{NAME}/" + os.fsdecode(b"\xff\xfe"))))


@case("The file name a�b has a sign")
def tar_with_nul(path: Path) -> None:
    said = records(path=f"{NAME}/a\0b")
    path.write_bytes(raw_tar(member("x", said, tarfile.XHDTYPE), member("note")))


def _header_of(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT)


GOOD: dict[str, Build] = {
    "alice": folder,
    "bob.zip": zipped,
    "carol.tar": lambda path: path.write_bytes(raw_tar()),
    "dan.tar.gz": lambda path: path.write_bytes(gzip.compress(raw_tar()) + bytes(100)),
    "erin.tar.bz2": lambda path: path.write_bytes(bz2.compress(raw_tar()[:5000]) + bz2.compress(raw_tar()[5000:])),
    # what is wrong lies elsewhere
    "frank": lambda path: ((folder(path) / "../elsewhere").symlink_to("/etc"), os.mkfifo(path / "pipe")),
    "grace.zip": lambda path: zipped(path, (entry("é\\"), b""), (entry("x", external_attr=0o120777 << 16), b"/etc")),
    "heidi.tar": lambda path: path.write_bytes(raw_tar(member("x", kind=tarfile.LNKTYPE), member("\udcff"))),
    # as `git archive` makes it
    "ivan.tar": lambda path: path.write_bytes(member("g", records(comment="0e6"), tarfile.XGLTYPE) + raw_tar()),
}


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A class of one, who has handed in a folder."""
    folder(tmp_path / "class" / "eve")
    return tmp_path / "class"


@pytest.fixture(scope="module", autouse=True)
def lower_limits() -> Iterator[None]:
    """What takes long to make is wrong sooner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "ENTRIES", 3_000)
        patch.setattr(limits, "NAMES", MB)
        patch.setattr(limits, "UNPACKED", 40 * MB)
        yield


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A class with every hostile submission, and good ones among them."""
    path = tmp_path_factory.mktemp("class")
    for name, (build, _) in CASES.items():
        build(path / name)
    for name, build in GOOD.items():
        build(path / name)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def found(everybody: Path) -> dict[str, Submission]:
    """What find() makes of that class, by name."""
    return {submission.name: submission for submission in find(everybody, LESSON)}


def test_everybody_is_found(found: dict[str, Submission]) -> None:
    assert sorted(found) == sorted([*CASES, *(name.split(".")[0] for name in GOOD)])
    assert all(re.fullmatch("[0-9a-f]{64}", submission.digest) for submission in found.values())


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_said(found: dict[str, Submission], name: str) -> None:
    problem = found[name].problem
    assert CASES[name][1] in problem
    assert re.search(r"Hand in your folder work/03-movie-service as it is, or packed as \.zip or \.tar\.gz\.$", problem)
    assert problem.isprintable()
    assert found[name].remarks == ()


@pytest.mark.parametrize("name", [name.split(".")[0] for name in GOOD])
def test_the_good_ones_among_them(found: dict[str, Submission], name: str, tmp_path: Path) -> None:
    assert found[name].problem == ""
    assert found[name].digest == found["alice"].digest
    unpack(found[name], LESSON, tmp_path / "to")
    assert list(files(tmp_path / "to")) == list(files(LESSON.solution))


@pytest.mark.parametrize("name", CASES)
def test_none_of_them_is_unpacked(found: dict[str, Submission], name: str, tmp_path: Path) -> None:
    """Not even by somebody who does not look at the problem."""
    unaware = Submission(name, found[name].path, found[name].digest)
    for submission in (found[name], unaware):
        with pytest.raises(Unfit) as unfit:
            unpack(submission, LESSON, tmp_path / "to")
        assert str(unfit.value) == found[name].problem or (submission is unaware and name == "fork_not_begun")
        assert problems.told(unfit.value, LESSON) == str(unfit.value)
        assert list(tmp_path.iterdir()) == []


def test_digests_of_the_unfit_are_of_their_bytes(found: dict[str, Submission], tmp_path: Path) -> None:
    for name, data in {"zip_cut_short": b"PK\x03\x04other", "rar": b"Rar!\x1a\x07other"}.items():
        (tmp_path / name).write_bytes(data)
    (folder(tmp_path / "hard_link") / "more").touch()
    (tmp_path / "python").write_bytes(SOLUTION[APP])
    again = {submission.name: submission.digest for submission in find(tmp_path, LESSON)}
    assert {name for name in again if again[name] != found[name].digest} == {"zip_cut_short", "rar", "hard_link"}


@pytest.mark.parametrize("name", [name for name in CASES if "bomb" in name or "memory" in name or "size" in name])
def test_a_bomb_costs_little(everybody: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree if (everybody / name).is_dir() else shutil.copy
    copy(everybody / name, tmp_path / name)
    pieces: list[int] = []
    check = limits.check_ratio
    monkeypatch.setattr(limits, "check_ratio", lambda *counts: (pieces.append(counts[0]), check(*counts)))
    find(tmp_path, LESSON)
    tracemalloc.start()
    find(tmp_path, LESSON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MB
    assert max(pieces, default=0) <= (limits.RATIO + 1) * limits.CHUNK


def test_many_long_names_cost_little(everybody: Path, tmp_path: Path) -> None:
    shutil.copy(everybody / "tar_of_many_long_names", tmp_path)
    tracemalloc.start()
    find(tmp_path, LESSON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * limits.NAMES


def test_folders_in_folders_are_not_followed_for_ever(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (one / "eve" / "/".join("d" * 100)).mkdir(parents=True)
    entered: list[str] = []
    real = folders.Folder.folder
    monkeypatch.setattr(folders.Folder, "folder", lambda at, name: (entered.append(name), real(at, name))[1])
    assert find(one, LESSON)[0].problem == ""
    assert entered.count("d") == limits.DEPTH


# what changes while it is looked at


def meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Do something once the files of a submission are listed, before they are read."""
    listed = contents.lessons_files

    def then(entries: list[Entry], place: Place) -> dict[str, Entry]:
        found = listed(entries, place)
        do()
        return found

    monkeypatch.setattr(contents, "lessons_files", then)


def replaced(file: Path, make: Callable[[Path], object]) -> Callable[[], object]:
    def do() -> None:
        file.unlink()
        make(file)

    return do


@pytest.mark.parametrize(
    "make",
    [
        lambda _: None,
        lambda file: file.symlink_to("/etc/passwd"),
        lambda file: os.mkfifo(file),
        lambda file: file.mkdir(),
        lambda file: file.hardlink_to(file.parent / "store.py"),
    ],
    ids=["gone", "link", "pipe", "folder", "hard link"],
)
def test_a_file_that_becomes_something_else(
    one: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    meanwhile(monkeypatch, replaced(one / "eve" / APP, make))
    found: list[Submission] = []
    finding = threading.Thread(target=lambda: found.extend(find(one, LESSON)), daemon=True)
    finding.start()
    finding.join(30)
    assert not finding.is_alive(), "it waits for somebody at the other end of a pipe"
    assert found[0].problem == "It changed while it was read or graded. Grade it again once nobody writes to it."


def test_a_folder_that_becomes_a_link(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    movies = one / "eve" / NAME / "movies"

    def swap() -> None:
        movies.rename(one / "moved")
        movies.symlink_to(one / "moved")

    meanwhile(monkeypatch, swap)
    assert "changed while" in find(one, LESSON)[0].problem


@pytest.mark.parametrize("more", [b"more", b""])
def test_a_file_that_is_written_meanwhile(one: Path, monkeypatch: pytest.MonkeyPatch, more: bytes) -> None:
    real, file = os.read, one / "eve" / APP

    def reading_and_writing(descriptor: int, count: int) -> bytes:
        data = real(descriptor, count)
        if data == SOLUTION[APP]:
            file.write_bytes(b"x" * len(data) + more)
            os.utime(file, ns=(1, 1))
        return data

    monkeypatch.setattr(os, "read", reading_and_writing)
    assert "changed while" in find(one, LESSON)[0].problem


def test_an_archive_that_is_written_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IN_MEMORY", 0)
    zipped(tmp_path / "eve.zip")
    meanwhile(monkeypatch, lambda: os.utime(tmp_path / "eve.zip", ns=(1, 1)))
    assert "changed while" in find(tmp_path, LESSON)[0].problem


@pytest.mark.parametrize("content", [dict(reversed(SOLUTION.items())), dict([*SOLUTION.items()][:-1])])
def test_a_tar_whose_entries_move_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Files) -> None:
    """Even where neither size nor time says so."""
    monkeypatch.setattr(limits, "IN_MEMORY", 0)
    file = tmp_path / "eve.tar"
    file.write_bytes(raw_tar())
    before = file.stat()

    def move() -> None:
        file.write_bytes(raw_tar(content=content).ljust(before.st_size, b"\0"))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    meanwhile(monkeypatch, move)
    assert "changed while" in find(tmp_path, LESSON)[0].problem


@pytest.mark.parametrize("name", ["store.py", "movies"])
def test_what_may_not_be_read(one: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real = os.open

    def refusing(path: str, *rest: int, **more: int) -> int:
        if path == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refusing)
    expected = {"store.py": "It may not be read: permission denied. Give the user", "movies": "that may not be read"}
    assert expected[name] in find(one, LESSON)[0].problem


def test_a_disk_that_fails(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", failing)
    assert "It can't be read: Input/output error. Hand in" in find(one, LESSON)[0].problem


@pytest.mark.parametrize("error", [ZeroDivisionError("what?"), MemoryError(), RecursionError()])
def test_what_nobody_thought_of(one: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, tmp_path: Path) -> None:
    folder(one / "alice")
    first = find(one, LESSON)
    real = reading.locate

    def failing(entries: list[Entry], sought: object) -> Place:
        if any(entry.path == "trap" for entry in entries):
            raise error
        return real(entries, sought)  # type: ignore[arg-type]

    (one / "eve" / "trap").touch()
    monkeypatch.setattr(reading, "locate", failing)
    alice, eve = find(one, LESSON)
    assert alice.problem == ""
    assert f"nobody thought of why ({type(error).__name__}). Hand in your folder" in eve.problem
    with pytest.raises(Unfit, match="nobody thought of why"):
        unpack(first[1], LESSON, tmp_path / "to")


def test_an_unfit_one_whose_bytes_cannot_be_read(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (one / "eve" / NAME / "note").symlink_to("x")

    def failing(_: folders.FolderSource) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(folders.FolderSource, "raw", failing)
    assert "note is a link" in find(one, LESSON)[0].problem

"""What a class hands in, in every shape that is fine: found, told apart, and unpacked to the same files."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from workshop import catalog
from workshop.classroom.grade import Submission
from workshop.classroom.intake import IntakeError, Unfit, find, unpack
from workshop.classroom.journal import Journal
from workshop.regions import files

LESSON = catalog.find("3")
NAME = LESSON.name
Files = Mapping[str, bytes]
SOLUTION = {path: (LESSON.solution / path).read_bytes() for path in files(LESSON.solution)}
STARTER = {path: (LESSON.starter / path).read_bytes() for path in files(LESSON.starter)}
WHOLE_STARTER = STARTER | {name: (LESSON.starter / name).read_bytes() for name in ("README.md", "lesson.toml")}
EDITED = STARTER | {"movies/store.py": b"# mine\n"}
RENAMED = {path.replace("store.py", "stores.py"): data for path, data in SOLUTION.items()}
LITTER = {
    ".DS_Store": b"1",
    "__MACOSX/._movies": b"2",
    f"{NAME}/.venv/bin/python": b"3",
    f"{NAME}/movies/__pycache__/app.cpython-311.pyc": b"4",
    f"{NAME}/.git/HEAD": b"5",
    f"{NAME}/movies/._app.py": b"6",
    f"{NAME}/movies/Thumbs.db": b"7",
    f"{NAME}/movies/store.pyc": b"8",
    f"{NAME}/node_modules/a/b.js": b"9",
    f"{NAME}/.workshop/progress.json": b"10",
    f"{NAME}/README.md": b"11",
}


def under(folder: str, content: Files) -> Files:
    return {f"{folder}/{path}": data for path, data in content.items()}


def fork(**trees: Files) -> Files:
    """A repository with these files of the lesson in its trees, and with other lessons."""
    other = {
        "README.md": b"# The workshop",
        f"tests/{NAME}/test_movies.py": b"",
        f"tests/repo/second/{NAME}/movies/app.py": b"",
        f"tests/mistakes/{NAME}/late/movies/store.py": b"",
        f"notebooks/{NAME}.ipynb": b"{}",
        "work/01-monolith/library/app.py": b"",
        "solutions/07-errors/movies/app.py": b"",
    }
    for tree, content in trees.items():
        other |= under(f"{tree}/{NAME}", content)
    return under("workshop-main", other)


FORK = fork(lessons=WHOLE_STARTER, solutions=SOLUTION | {"movies/store.py": b"# the course's"}, work=SOLUTION)

SHAPES: dict[str, Files] = {
    "in work": under(f"work/{NAME}", SOLUTION),
    "the folder": under(NAME, SOLUTION),
    "what is in it": SOLUTION,
    "in another order": under(NAME, dict(reversed(SOLUTION.items()))),
    "renamed": under(f"{NAME} (1)", SOLUTION),
    "folder in folders": under(f"a/b/{NAME}/{NAME}", SOLUTION),
    "fork": FORK,
    "fork beside a copy of the lesson": FORK | under(f"workshop-main/{NAME}", STARTER),
    "with litter": under(NAME, SOLUTION) | LITTER,
    "beside other things": under(f"work/{NAME}", SOLUTION) | {"work/04-user-service/movies/app.py": b"", "x": b""},
}


def as_folder(path: Path, content: Files) -> None:
    for name, data in content.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def as_zip(path: Path, content: Files, *, method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path.with_name(f"{path.name}.zip"), "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def stored(path: Path, content: Files) -> None:
    as_zip(path, content, method=zipfile.ZIP_STORED)


def tarred(ending: str, kind: int = tarfile.PAX_FORMAT) -> Callable[[Path, Files], None]:
    """A function that makes a tar with this ending, in this format, every entry with odd rights and owner."""

    def pack(path: Path, content: Files) -> None:
        # what only the newer formats have a place for
        late = 0 if kind == tarfile.USTAR_FORMAT else 2**33
        compression = ending.rpartition(".")[2].replace("tar", "").replace("tgz", "gz")
        with tarfile.open(path.with_name(path.name + ending), f"w:{compression}", format=kind) as archive:  # type: ignore[call-overload]
            for name, data in content.items():
                info = tarfile.TarInfo(f"./{name}")
                info.size, info.mode, info.uid, info.mtime = len(data), 0o7000, 12345, late
                archive.addfile(info, io.BytesIO(data))

    return pack


PACKED: dict[str, Callable[[Path, Files], None]] = {
    "folder": as_folder,
    "zip": as_zip,
    "stored zip": stored,
    "tar": tarred(".tar"),
    "tar.gz": tarred(".tar.gz"),
    "tgz, GNU": tarred(".tgz", tarfile.GNU_FORMAT),
    "tar.bz2": tarred(".tar.bz2"),
    "tar.xz": tarred(".tar.xz"),
    "ustar": tarred(".tar", tarfile.USTAR_FORMAT),
}


def only(folder: Path) -> Submission:
    """The one submission in `folder`, which must be fit."""
    (found,) = find(folder, LESSON)
    assert found.problem == ""
    return found


def unpacked(submission: Submission, to: Path) -> Files:
    unpack(submission, LESSON, to)
    return {path.relative_to(to).as_posix(): path.read_bytes() for path in to.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the solution as plain files."""
    folder = tmp_path_factory.mktemp("plain")
    as_folder(folder / "alice", SOLUTION)
    return only(folder).digest


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_the_same_files_are_the_same_submission(
    tmp_path: Path, digest: str, content: Files, pack: Callable[[Path, Files], None]
) -> None:
    (tmp_path / "class").mkdir()
    pack(tmp_path / "class" / "alice", content)
    found = only(tmp_path / "class")
    assert (found.name, found.digest, found.remarks) == ("alice", digest, ())
    assert unpacked(found, tmp_path / "to" / "here") == SOLUTION


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_files_are_bytes_and_the_learners_own_ones_count(tmp_path: Path, pack: Callable[[Path, Files], None]) -> None:
    long = "deep/" * 8 + "n" * 90
    own = {
        "movies/utf16.py": "# größe\n".encode("utf-16"),
        "notes/größe 日本.txt": b"\r\n\x00\xff",
        "movies/README.md": b"mine",
        "movies/empty.py": b"",
        long: bytes(range(256)) * 700,
    }
    content = SOLUTION | own
    (tmp_path / "class").mkdir()
    pack(tmp_path / "class" / "alice", under(NAME, content))
    assert unpacked(only(tmp_path / "class"), tmp_path / "to") == content


def test_what_is_unpacked_has_plain_rights(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        tarred(".tar")(tmp_path / "alice", under(NAME, SOLUTION))
        unpack(only(tmp_path), LESSON, tmp_path / "to")
    finally:
        os.umask(before)
    to = tmp_path / "to"
    modes = {path.is_dir(): set[int]() for path in (to, to / "movies" / "app.py")}
    for path in (to, *to.rglob("*")):
        modes[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
        assert path.stat().st_uid == os.geteuid()
    assert modes == {True: {0o755}, False: {0o644}}


def test_names_that_windows_and_old_programs_write(tmp_path: Path, digest: str) -> None:
    """Backslashes between folders, folders without a slash, and UTF-8 that isn't called so."""
    with zipfile.ZipFile(tmp_path / "alice.zip", "w") as archive:
        for name, data in {f"{NAME}\\movies": b""}.items() | under(NAME, SOLUTION).items():
            info = zipfile.ZipInfo("x")
            info.create_system, info.external_attr = 0, 0 if data else 0x10
            info.filename = name.replace("/", "\\")
            archive.writestr(info, data)
    assert only(tmp_path).digest == digest


@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_zip_names_without_a_stated_encoding(tmp_path: Path, encoding: str) -> None:
    name = "größe.txt"
    data = bytearray()
    with zipfile.ZipFile(tmp_path / "alice.zip", "w") as archive:
        for path, content in under(NAME, SOLUTION).items():
            archive.writestr(path, content)
        archive.writestr(f"{NAME}/" + "?" * len(name.encode(encoding)), b"note")
    data = bytearray((tmp_path / "alice.zip").read_bytes())
    data = data.replace(b"?" * len(name.encode(encoding)), name.encode(encoding))
    (tmp_path / "alice.zip").write_bytes(data)
    assert unpacked(only(tmp_path), tmp_path / "to")[name] == b"note"


def test_archives_are_known_by_their_content(tmp_path: Path) -> None:
    as_zip(tmp_path / "alice", SOLUTION)
    (tmp_path / "alice.zip").rename(tmp_path / "alice.tar.gz")
    tarred(".tar.xz")(tmp_path / "bob", SOLUTION)
    (tmp_path / "bob.tar.xz").rename(tmp_path / "bob")
    assert [(found.name, found.problem) for found in find(tmp_path, LESSON)] == [("alice", ""), ("bob", "")]


def test_an_archive_too_large_to_be_held_in_memory(tmp_path: Path, digest: str) -> None:
    noise = {f"film{number}.mp4": os.urandom(1024 * 1024) for number in range(12)}
    as_zip(tmp_path / "alice", SOLUTION_IN_WORK | noise)
    tarred(".tar.gz")(tmp_path / "bob", SOLUTION_IN_WORK | noise)
    tracemalloc.start()
    found = find(tmp_path, LESSON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [submission.digest for submission in found] == [digest, digest]
    assert peak < 4 * 1024 * 1024


SOLUTION_IN_WORK = under(f"work/{NAME}", SOLUTION)


def test_what_is_no_submission_is_passed_over(tmp_path: Path) -> None:
    as_folder(tmp_path / "alice", SOLUTION)
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        ".hidden.zip",
        "__MACOSX/x",
        "grades/grades.csv",
        "new/.grades/x",
    ):
        as_folder(tmp_path, {name: b""})
    as_folder(
        tmp_path / "grades", {".grades/about.json": b"{}", "verdicts/alice.json": b"{}", "feedback/alice.html": b""}
    )
    assert [found.name for found in find(tmp_path, LESSON)] == ["alice"]


def test_a_gradebook_in_the_same_folder(tmp_path: Path) -> None:
    as_folder(tmp_path / "alice", SOLUTION)
    as_folder(tmp_path, {"verdicts/a.json": b"", "feedback/a.html": b"", "gradescope/a/x": b"", "grades.csv": b""})
    as_folder(tmp_path, {"index.html": b"", "index-2.html": b"", ".grades/about.json": b"{}"})
    assert [found.name for found in find(tmp_path, LESSON)] == ["alice"]


def test_a_submission_does_not_pass_for_a_gradebook(tmp_path: Path) -> None:
    as_folder(tmp_path / "alice", under(NAME, SOLUTION) | {".grades/x.json": b"", "grades.csv": b""})
    as_folder(tmp_path / "bob", {"grades.csv": b"", "feedback/x": b"", "verdicts/x": b""})
    as_folder(tmp_path / "feedback", SOLUTION)
    assert [found.name for found in find(tmp_path, LESSON)] == ["alice", "bob", "feedback"]


def test_a_gradebook_as_the_journal_makes_it(tmp_path: Path) -> None:
    """Killed before it had anything to say."""
    as_folder(tmp_path / "alice", SOLUTION)
    for out in (tmp_path / "grades", tmp_path):
        with Journal(out, LESSON):
            assert [found.name for found in find(tmp_path, LESSON)] == ["alice"]


def test_equal_files_are_remarked_on_all_of_them(tmp_path: Path) -> None:
    as_folder(tmp_path / "alice", SOLUTION)
    as_folder(tmp_path / "carol", EDITED)
    as_zip(tmp_path / "bob", FORK)
    remarks = {found.name: found.remarks for found in find(tmp_path, LESSON)}
    assert remarks == {"alice": ("the same files as bob's",), "bob": ("the same files as alice's",), "carol": ()}


def test_many_equal_ones_are_counted(tmp_path: Path) -> None:
    for name in "abcde":
        as_folder(tmp_path / name, SOLUTION)
    remarks = [found.remarks[0] for found in find(tmp_path, LESSON)]
    assert remarks[0] == "the same files as b's, c's, d's and 1 other"
    assert remarks[4] == "the same files as a's, b's, c's and 1 other"


def test_the_starter_unchanged_is_no_duplicate(tmp_path: Path) -> None:
    as_folder(tmp_path / "alice", under(f"work/{NAME}", STARTER))
    as_folder(tmp_path / "bob", under(NAME, WHOLE_STARTER))
    remarks = [found.remarks for found in find(tmp_path, LESSON)]
    assert remarks == [("nothing changed from the starter",)] * 2


def test_a_starter_that_was_edited_in_its_place(tmp_path: Path) -> None:
    readme = b"# The lesson, as it was then"
    as_folder(tmp_path / "alice", fork(lessons=EDITED | {"README.md": readme}, solutions=SOLUTION))
    found = only(tmp_path)
    assert found.remarks == (f"taken from workshop-main/lessons/{NAME}, which was edited: there is no work/{NAME}",)
    assert unpacked(found, tmp_path / "to") == EDITED


def test_what_is_passed_over_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workshop.classroom.intake.limits.ENTRIES", 20)
    as_folder(tmp_path / "alice", under(NAME, SOLUTION) | {f"{NAME}/.venv/{number}": b"" for number in range(20)})
    assert only(tmp_path).name == "alice"


def test_a_copy_of_the_lesson_inside_it_is_part_of_it(tmp_path: Path) -> None:
    content = SOLUTION | under("old", STARTER) | under(f"backup/{NAME}", STARTER)
    as_folder(tmp_path / "alice", under(NAME, content))
    as_folder(tmp_path / "bob", SOLUTION | under("old", STARTER))
    found = find(tmp_path, LESSON)
    assert [each.problem for each in found] == ["", ""]
    assert unpacked(found[0], tmp_path / "to") == content


@pytest.mark.parametrize("pack", [as_folder, as_zip, tarred(".tar.gz")], ids=["folder", "zip", "tar.gz"])
@pytest.mark.parametrize("content", [EDITED, RENAMED, {**SOLUTION, "new.py": b""}, {"movies/app.py": b""}, {"x": b""}])
def test_what_has_changed_since_is_not_graded(
    tmp_path: Path, pack: Callable[[Path, Files], None], content: Files
) -> None:
    (tmp_path / "class").mkdir()
    alice = tmp_path / "class" / "alice"
    pack(alice, under(NAME, SOLUTION))
    found = only(tmp_path / "class")
    shutil.rmtree(alice, ignore_errors=True)
    pack(alice, under(NAME, content))
    with pytest.raises(Unfit, match=r"changed while|none of the lesson's files"):
        unpack(found, LESSON, tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_what_is_gone_since_is_not_graded(tmp_path: Path) -> None:
    as_folder(tmp_path / "class" / "alice", SOLUTION)
    found = only(tmp_path / "class")
    shutil.rmtree(tmp_path / "class" / "alice")
    with pytest.raises(Unfit, match="changed while"):
        unpack(found, LESSON, tmp_path / "to")


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    as_folder(tmp_path / "class" / "alice", SOLUTION)
    as_folder(tmp_path / "to", {"mine": b""})
    with pytest.raises(FileExistsError):
        unpack(only(tmp_path / "class"), LESSON, tmp_path / "to")
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["mine"]


def test_a_full_disk_is_not_the_learners_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_folder(tmp_path / "class" / "alice", SOLUTION)
    found = only(tmp_path / "class")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(found, LESSON, tmp_path / "to")
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", r"missing can't be read: No such file or directory\. Expected a folder in which each entry is one"),
        ("empty", r"empty holds no submissions\. Expected a folder in which"),
        ("only-hidden", "only-hidden holds no submissions"),
        ("file.zip", r"file\.zip can't be read: Not a directory\. Expected a folder in which"),
    ],
)
def test_a_folder_that_is_none(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    as_folder(tmp_path / "only-hidden", {".DS_Store": b""})
    (tmp_path / "file.zip").write_bytes(b"PK")
    with pytest.raises(IntakeError, match=message):
        find(tmp_path / name, LESSON)


def test_without_descriptors_of_folders(tmp_path: Path, digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which has none."""
    monkeypatch.setattr("workshop.classroom.intake.folders.BY_DESCRIPTOR", False)
    as_folder(tmp_path / "class" / "alice", SOLUTION_IN_WORK)
    as_zip(tmp_path / "class" / "bob", SOLUTION_IN_WORK)
    found = find(tmp_path / "class", LESSON)
    assert [submission.digest for submission in found] == [digest, digest]
    assert unpacked(found[0], tmp_path / "to") == SOLUTION


def test_the_order_is_that_of_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        as_folder(tmp_path / name, SOLUTION)
    assert [found.name for found in find(tmp_path, LESSON)] == ["a", "b", "c"]

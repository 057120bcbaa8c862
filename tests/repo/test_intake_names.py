"""What submissions are called: never two the same, and always something that can be a file."""

from __future__ import annotations

import sys
import unicodedata
from functools import partial
from pathlib import Path

import pytest

from workshop import catalog
from workshop.classroom.intake import find, safe_name
from workshop.classroom.intake.folders import Folder
from workshop.classroom.intake.names import distinct, shown

ODD = [
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "/root",
    "C:alice",
    "con",
    "NUL.txt",
    "Lpt1",
    "alice.",
    "alice ",
    " alice",
    ".alice",
    "-rf",
    "a\0b",
    "a\nb",
    "a\x1b[31m",
    "ali\u202ece",
    "ali\u200bce",
    "a\udcffb",
    "a\udcfeb",
    "<script>",
    "=1+1",
    "a*b?",
    "x" * 5000,
    "x" * 4999 + "y",
    "日" * 90,
    unicodedata.normalize("NFD", "José"),
    "alice-0123456789abcdef",
    "Alice-0123456789ABCDEF",
]
PLAIN = [
    "alice",
    "Alice Smith",
    "alice.zip",
    "alice (2)",
    "José",
    "日本 太郎",
    "नेहा",
    "smith, j.",
    "a@b.org",
    "x" * 100,
]


def test_plain_names_are_kept() -> None:
    assert [safe_name(name) for name in PLAIN[:7]] == PLAIN[:7]
    assert safe_name("a@b.org") == "a@b.org"
    assert safe_name("x" * 100) == "x" * 100


def test_every_name_is_one_file_of_its_own(tmp_path: Path) -> None:
    safe = [safe_name(name) for name in ODD + PLAIN]
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in safe}) == len(ODD + PLAIN)
    for name in safe:
        (tmp_path / f"{name}.json").touch(exist_ok=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.json" for name in safe)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_marked_and_harmless(name: str) -> None:
    safe = safe_name(name)
    stem, _, mark = safe.rpartition("-")
    assert len(mark) == 16
    assert len(safe.encode()) <= 100
    assert stem.strip(" .") == stem != ""
    assert not safe.startswith("-")
    assert not set(safe) & set('/\\:*?"<>|=\0\n\x1b\u202e\u200b')
    assert stem.split(".")[0].casefold() not in ("con", "nul", "lpt1") or mark


def test_a_mark_cannot_be_chosen() -> None:
    """Whoever is called as somebody else's marked name gets a mark too."""
    assert safe_name(safe_name("a/b")) != safe_name("a/b")


def names(*entries: str) -> list[str]:
    """As distinct() has them; a slash at the end is a folder's."""
    return distinct([(entry.rstrip("/"), entry.endswith("/")) for entry in entries])


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (["alice.zip", "bob.tar.gz", "carol.TGZ", "dan/"], ["alice", "bob", "carol", "dan"]),
        (["j.smith/", "j.doe.zip", "j.ng"], ["j.smith", "j.doe", "j.ng"]),
        (["alice.d/", "v1.zip/"], ["alice.d", "v1.zip"]),
        (["alice/", "alice.tar.gz", "alice.zip"], ["alice", "alice.tar.gz", "alice.zip"]),
        (["alice.py", "alice.rar"], ["alice.py", "alice.rar"]),
        (["Alice/", "alice/"], ["Alice", "alice (2)"]),
        (["Jose\u0301/", "José/"], ["José", "José (2)"]),
        (["a\udcff.zip", "a\udcfe.zip"], ["a�.zip", "a�.zip (2)"]),
        (["ali\u202ece.zip", "ali\x07ce/"], ["ali�ce.zip", "ali�ce"]),
        (["alice", "alice (2)/", "alice/"], ["alice", "alice (2)", "alice (3)"]),
        (["alice.zip/", "alice.zip.zip", "alice.zip.tar"], ["alice.zip", "alice.zip.zip", "alice.zip.tar"]),
        ([".zip/", "zip"], [".zip", "zip"]),
    ],
)
def test_names_in_a_class(entries: list[str], expected: list[str]) -> None:
    found = names(*entries)
    assert found == expected
    assert len({safe_name(name).casefold() for name in found}) == len(found)


def test_what_is_shown_is_one_short_line() -> None:
    assert shown("a\nb\udcff\u202e\u2028") == "a�b���"
    assert shown("x" * 500) == "x" * 99 + "…"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no two such names")
def test_numbers_do_not_depend_on_the_order_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("alice", "Alice", "ALICE"):
        (tmp_path / name).mkdir()
    listed, found = Folder.names, []
    for backwards in (False, True):
        sorting = partial(sorted, key=lambda entry: entry[0], reverse=backwards)
        monkeypatch.setattr(Folder, "names", lambda folder, sorting=sorting: iter(sorting(listed(folder))))
        found.append([(each.name, Path(each.path).name) for each in find(tmp_path, catalog.find("3"))])
    assert found[0] == found[1] == [("ALICE", "ALICE"), ("Alice (2)", "Alice"), ("alice (3)", "alice")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_of_odd_names(tmp_path: Path) -> None:
    lesson = catalog.find("3")
    app = Path("movies", "app.py")
    for name in (b"\xff", b"\xfe", b"Alice", b"alice", b"a\nb", "a\u202eb".encode(), b"n" * 255):
        folder = tmp_path / name.decode(errors="surrogateescape")
        for file in lesson.starter.glob("movies/*"):
            (folder / app).parent.mkdir(parents=True, exist_ok=True)
            (folder / "movies" / file.name).write_bytes(b"")
    found = find(tmp_path, lesson)
    assert {submission.problem for submission in found} == {""}
    assert [submission.name.encode() for submission in found]
    assert len({safe_name(submission.name).casefold() for submission in found}) == 7

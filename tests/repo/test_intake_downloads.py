"""What Moodle and Canvas give to teachers who download all submissions at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from test_intake import FORK, LESSON, NAME, PACKED, SOLUTION, Files, as_folder, as_zip, tarred, under, unpacked
from workshop.classroom.intake import find

LITTER: Files = {
    ".DS_Store": b"1",
    "Thumbs.db": b"2",
    "desktop.ini": b"3",
    "__MACOSX/._work.zip": b"4",
    "._work.zip": b"5",
    "onlinetext.html": b"<p>Here is my work",
}
ARCHIVES = {name: pack for name, pack in PACKED.items() if name != "folder"}


def one_each(folder: Path, name: str, pack: Callable[[Path, Files], None], content: Files = SOLUTION) -> Path:
    """A learner's folder with one archive in it."""
    inside = folder / name
    inside.mkdir(parents=True)
    pack(inside / "work", under(NAME, content))
    return inside


@pytest.mark.parametrize("pack", ARCHIVES.values(), ids=ARCHIVES)
def test_a_folder_with_one_archive_is_that_archive(tmp_path: Path, pack: Callable[[Path, Files], None]) -> None:
    name = "Ada Lovelace_12345_assignsubmission_file_"
    one_each(tmp_path / "class", name, pack)
    as_folder(tmp_path / "plain" / "ada", SOLUTION)
    (found,) = find(tmp_path / "class", LESSON)
    (plain,) = find(tmp_path / "plain", LESSON)
    assert (found.name, found.problem, found.digest) == (name, "", plain.digest)
    assert unpacked(found, tmp_path / "to") == SOLUTION


def test_beside_it_may_lie_what_nobody_handed_in(tmp_path: Path) -> None:
    as_folder(one_each(tmp_path, "ada", as_zip), LITTER)
    (found,) = find(tmp_path, LESSON)
    assert (found.name, found.problem) == ("ada", "")


def test_it_may_be_a_fork_and_be_called_anything(tmp_path: Path) -> None:
    one_each(tmp_path, "ada", as_zip, FORK)
    one_each(tmp_path, "bob", tarred(".tar.gz"))
    (tmp_path / "ada" / "work.zip").rename(tmp_path / "ada" / "my work, at last")
    (tmp_path / "bob" / "work.tar.gz").rename(tmp_path / "bob" / "BOB.TAR.GZ")
    assert [(found.name, found.problem) for found in find(tmp_path, LESSON)] == [("ada", ""), ("bob", "")]


def test_names_that_canvas_gives(tmp_path: Path) -> None:
    as_zip(tmp_path / "lovelaceada_12345_67890_work", under(NAME, SOLUTION))
    as_zip(tmp_path / "turingalan_LATE_12346_67891_work-1", under(NAME, SOLUTION))
    found = {each.name: each.problem for each in find(tmp_path, LESSON)}
    assert found == dict.fromkeys(["lovelaceada_12345_67890_work", "turingalan_LATE_12346_67891_work-1"], "")


def test_what_moodle_keeps_of_typed_text_is_no_submission_beside_files(tmp_path: Path) -> None:
    one_each(tmp_path, "Ada_1_assignsubmission_file_", as_zip)
    for name in ("Ada_1_assignsubmission_onlinetext_", "Bob_2_assignsubmission_onlinetext_"):
        as_folder(tmp_path, {f"{name}/onlinetext.html": b"<p>Done"})
    ada, bob = find(tmp_path, LESSON)
    assert (ada.name, ada.problem) == ("Ada_1_assignsubmission_file_", "")
    assert bob.name == "Bob_2_assignsubmission_onlinetext_"
    assert "found onlinetext.html. Hand in your folder" in bob.problem


def test_one_archive_that_becomes_another_is_noticed(tmp_path: Path) -> None:
    folder = one_each(tmp_path / "class", "ada", as_zip)
    (found,) = find(tmp_path / "class", LESSON)
    as_zip(folder / "work", under(NAME, SOLUTION | {"new.py": b""}))
    with pytest.raises(Exception, match="changed while"):
        unpacked(found, tmp_path / "to")


def test_a_lesson_of_one_file_is_still_that_file(tmp_path: Path) -> None:
    """A folder with a single file that is no archive is looked at as ever."""
    as_folder(tmp_path, {"ada/app.py": b"BZ = 1\n"})
    (found,) = find(tmp_path, LESSON)
    assert "found app.py. Hand in your folder" in found.problem

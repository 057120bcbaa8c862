"""The journal of a class's grades: whole or not there, of one lesson, and with one secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from quick_bench import verdict_of
from workshop import catalog
from workshop.classroom import versions
from workshop.classroom.failures import GradingError
from workshop.classroom.grade import Grade
from workshop.classroom.journal import Journal

LESSON = catalog.find("3")
GRADE = Grade("Ada Lovelace", "d1", "k1", LESSON.name, verdict=verdict_of(LESSON, 2, "seed"))


def test_a_grade_is_known_again(tmp_path: Path) -> None:
    with Journal(tmp_path, LESSON) as journal:
        assert journal.noted("Ada Lovelace") is None
        journal.put(GRADE)
    with Journal(tmp_path, LESSON) as journal:
        noted = journal.noted("Ada Lovelace")
        assert noted
        assert (noted.key, noted.verdict and noted.verdict.score) == ("k1", GRADE.score)
        assert list(journal.grades(["Ada Lovelace"])) == [GRADE]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "Ж" * 300, "CON", "a\nb", "\udcff"])
def test_any_name_can_be_written(tmp_path: Path, name: str) -> None:
    grade = Grade(name.encode(errors="replace").decode(), "d", "k", LESSON.name, problem="none")
    with Journal(tmp_path / "out", LESSON) as journal:
        journal.put(grade)
        assert journal.grade(grade.name) == grade
        assert journal.noted(name + "x") is None
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_half_a_file_counts_as_none(tmp_path: Path) -> None:
    with Journal(tmp_path, LESSON) as journal:
        journal.put(GRADE)
        (file,) = journal.files.iterdir()
        whole = file.read_bytes()
        file.with_name(f"{file.name}.part").write_bytes(whole[:100])
        for half in (b"", whole[:100], b"\0" * len(whole)):
            file.write_bytes(half)
            assert journal.noted("Ada Lovelace") is None
    with Journal(tmp_path, LESSON) as journal:
        assert list(journal.files.iterdir()) == [file]


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    with Journal(tmp_path / "one", LESSON) as one, Journal(tmp_path / "two", LESSON) as two:
        first = one.secret
        assert len(first) == 32
        assert first != two.secret
    with Journal(tmp_path / "one", LESSON) as one:
        assert one.secret == first
        assert stat.S_IMODE((one.folder / "secret").stat().st_mode) == 0o600
        assert stat.S_IMODE(one.folder.stat().st_mode) == 0o700


def test_a_secret_without_a_run_is_taken(tmp_path: Path) -> None:
    """Killed between the two first files."""
    with Journal(tmp_path, LESSON) as journal:
        (journal.folder / "about.json").unlink()
        first = journal.secret
    with Journal(tmp_path, LESSON) as journal:
        assert journal.secret == first


def refused(out: Path, lesson: catalog.Lesson = LESSON) -> str:
    with pytest.raises(GradingError) as refusal, Journal(out, lesson):
        pass
    return str(refusal.value)


def test_another_lesson_or_secret_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path, LESSON) as journal:
        secret = journal.folder / "secret"
    assert "is the gradebook of 03-movie-service. Use another --out" in refused(tmp_path, catalog.find("4"))
    secret.write_bytes(b"another")
    assert "is not the secret that the grades" in refused(tmp_path)
    secret.unlink()
    assert "Put it back, or use another --out." in refused(tmp_path)
    (secret.with_name("about.json")).write_text("{")
    assert "can't be understood" in refused(tmp_path)


def test_a_second_grader_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path, LESSON):
        assert "Somebody is grading into" in refused(tmp_path)
    with Journal(tmp_path, LESSON):
        pass


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "can't be written" in refused(tmp_path / "file" / "out")


def test_the_key_changes_with_all_that_decides() -> None:
    here = versions.of(LESSON)
    others = [
        versions.Versions("3.99", here.files, here.packages),
        versions.Versions(here.python, here.files | {"checks": "0"}, here.packages),
        versions.Versions(here.python, here.files, here.packages | {"flask": "0.1"}),
    ]
    keys = {versions.key(each, "digest") for each in [here, *others]} | {versions.key(here, "other")}
    assert len(keys) == 5
    assert versions.key(here, "digest") in keys
    assert here != versions.of(catalog.find("4"))


def test_what_differs_is_said_in_words() -> None:
    here = versions.of(LESSON)
    files = here.files | {"checks": "0"}
    packages = dict.fromkeys(here.packages, "0.1") | {"elsewhere-only": "1"}
    said = versions.differences(here, versions.Versions(here.python, files, packages))
    assert said[0] == "its checks differ"
    assert f"it has alembic 0.1, not {here.packages['alembic']}" in said
    assert said[-1] == f"{len(here.packages) - 3} more packages differ"
    assert versions.differences(here, versions.Versions("3.99", here.files, packages)) == [
        f"it has Python 3.99, not {here.python}"
    ]
    assert versions.differences(here, here) == []

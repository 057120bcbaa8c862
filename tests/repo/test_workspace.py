"""The learner's files: begun once, changed only when asked to, and never lost."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from small_course import Course

APP = "mini/app.py"
TODO = "abort(501, name)"
MINE = "return {'mine': name}"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def backups(course: Course) -> list[dict[str, bytes]]:
    """What each backup holds, oldest first."""
    folder = course.root / ".workshop" / "backups"
    return [files(path) for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_ctime_ns)]


@pytest.fixture
def begun(fresh: Course) -> Course:
    """Task 1 is changed, and there are files of the learner's own, some of them named like the course's."""
    fresh.begin()
    fresh.replace(APP, TODO, MINE)
    fresh.replace(APP, "import json", "import json  # outside")
    for name in ("notes/größe 1.txt", "README.md", "lesson.toml"):
        fresh.write(name, f"my {name}")
    (fresh.work / "link").symlink_to("nowhere")
    return fresh


def test_the_first_check_begins_a_lesson_and_says_so(fresh: Course) -> None:
    first, second = fresh.run("check", "9"), fresh.run("check", "9")
    assert f"Begun: your copy of lesson 9 is in work{os.sep}09-mini" in first.said
    assert "Begun" not in second.said
    starter = {name: text for name, text in files(fresh.lesson).items() if name not in ("lesson.toml", "README.md")}
    assert {name: text for name, text in files(fresh.work).items() if "__pycache__" not in name} == starter


def test_the_solutions_and_lessons_are_checked_without_beginning(fresh: Course) -> None:
    assert fresh.run("check", "9", "--tree", "solutions").code == 0
    assert not fresh.work.exists()


def test_reset_keeps_everything_in_a_backup(begun: Course) -> None:
    begun.write(".git/config", "my own repository")
    before = files(begun.work)
    outcome = begun.run("reset", "9")
    assert outcome.code == 0
    assert f".workshop{os.sep}backups{os.sep}09-mini-" in outcome.said
    assert backups(begun) == [before]
    assert files(begun.work) == files(begun.begun)
    assert TODO in (begun.work / APP).read_text()


def test_reset_of_a_task_takes_back_only_its_regions(begun: Course) -> None:
    begun.replace(APP, "abort(501, note)", "return note, 201")
    before = files(begun.work)
    assert begun.run("reset", "9.1").code == 0
    assert backups(begun) == [before]
    changed = before[APP].decode().replace(MINE, TODO)
    assert files(begun.work) == before | {APP: changed.encode()}


def test_the_solution_of_a_task_is_written_over_a_backup(begun: Course) -> None:
    before = files(begun.work)
    assert begun.run("solution", "9.3", "--apply", "--yes").code == 0
    assert backups(begun) == [before]
    now = files(begun.work)
    assert now["mini/about.yaml"] == (begun.solution / "mini/about.yaml").read_bytes()
    assert {name for name in now if now[name] != before[name]} == {
        "mini/about.html",
        "mini/about.sql",
        "mini/about.yaml",
    }


def test_backups_never_overwrite_each_other(begun: Course) -> None:
    commands = [["reset", "9"], ["solution", "9.1", "--apply", "--yes"], ["solution", "9.2", "--apply", "--yes"]]
    expected = []
    for command in commands:
        expected.append(files(begun.work))
        assert begun.run(*command).code == 0
    assert backups(begun) == expected


def test_a_deleted_work_folder_is_begun_again(begun: Course) -> None:
    shutil.rmtree(begun.work)
    assert "Begun" in begun.run("check", "9").said


def test_a_deleted_file_is_told_with_its_cure(fresh: Course) -> None:
    fresh.begin()
    (fresh.work / APP).unlink()
    outcome = fresh.run("check", "9")
    assert outcome.code == 1
    assert "there is no module mini.app: was a file moved or renamed?" in outcome.said
    assert "work/09-mini/mini/app.py: the file is gone" in outcome.said
    assert fresh.run("reset", "9").code == 0
    assert "begin in work/09-mini/mini/app.py" in fresh.run("check", "9").said


def test_an_emptied_work_folder_is_told(fresh: Course) -> None:
    fresh.begin()
    shutil.rmtree(fresh.work / "mini")
    outcome = fresh.run("check", "9")
    assert outcome.code == 1
    assert "there is no module mini: was a file moved or renamed?" in outcome.said


@pytest.fixture
def newer_starter(begun: Course) -> Iterator[Course]:
    """The course has changed its starter since the lesson was begun."""
    before = files(begun.lesson)
    app = begun.lesson / APP
    app.write_text(app.read_text().replace("import os\n", "import os  # newer\n").replace(TODO, "abort(501)"))
    (begun.lesson / "mini/about.sql").write_text("-- task 9: another\nselect 2;\n")
    yield begun
    for name, text in before.items():
        (begun.lesson / name).write_bytes(text)


def test_a_starter_that_changed_under_begun_work_is_told_with_a_diff(newer_starter: Course) -> None:
    outcome = newer_starter.run("check", "9")
    assert "This lesson's starter has changed since you began" in outcome.said
    assert "-import os +import os # newer" in outcome.said
    assert "python3 -m workshop reset 9 --keep-tasks" in outcome.said
    assert outcome.out.count("✗ 1") == 1


def test_the_new_starter_is_taken_over_with_the_tasks_in_it(newer_starter: Course) -> None:
    newer_starter.replace("mini/about.sql", "select 2;", "select 'mine';")
    before = files(newer_starter.work)
    outcome = newer_starter.run("reset", "9", "--keep-tasks")
    assert outcome.code == 0
    assert "Task 3 was cut differently: take your code for it from the backup." in outcome.said
    assert "Task 1" not in outcome.said
    assert backups(newer_starter) == [before]
    app = (newer_starter.work / APP).read_text()
    assert MINE in app
    assert "import os  # newer" in app
    assert "outside" not in app
    assert "has changed" not in newer_starter.run("check", "9").said


def test_a_task_whose_markers_were_lost_is_not_dropped_in_silence(newer_starter: Course) -> None:
    newer_starter.replace(APP, "        # task 1: greet whoever asks\n", "")
    outcome = newer_starter.run("reset", "9", "--keep-tasks")
    assert "Task 1 was cut differently: take your code for it from the backup." in outcome.said
    assert MINE.encode() in backups(newer_starter)[0][APP]


def without_power() -> None:
    """Take root's power over permissions from this process and what it starts (Linux)."""
    drop_from_bounding_set, override_permissions = 24, 1
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(drop_from_bounding_set, override_permissions) != 0:
        os._exit(99)


@pytest.fixture
def read_only(fresh: Course) -> Iterator[Course]:
    """The course in folders that nobody may write to, but for temporary files."""
    if sys.platform != "linux" and getattr(os, "geteuid", lambda: 0)() == 0:
        pytest.skip("root may write everywhere")
    folders = [path for path in (fresh.root, *fresh.root.rglob("*")) if path.is_dir() and path != fresh.temporary]
    for folder in folders:
        folder.chmod(0o555)
    yield fresh
    for folder in folders:
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no read-only folders")
def test_a_course_that_cannot_be_written_is_told(read_only: Course) -> None:
    outcome = read_only.run("check", "9", preexec_fn=without_power)
    assert (outcome.code, outcome.out) == (2, "")
    assert "can't be written: Permission denied." in outcome.said
    assert "Copy the repository to a folder of your own and go on there." in outcome.said
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no read-only folders")
def test_a_solution_is_checked_in_a_course_that_cannot_be_written(read_only: Course) -> None:
    outcome = read_only.run("check", "9", "--tree", "solutions", preexec_fn=without_power)
    assert (outcome.code, outcome.err) == (0, "")
    assert "4/4 points" in outcome.said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no read-only folders")
def test_progress_that_cannot_be_saved_costs_no_verdict(fresh: Course) -> None:
    fresh.begin("solutions")
    folder = fresh.root / ".workshop"
    folder.chmod(0o555)
    try:
        outcome = fresh.run("check", "9", preexec_fn=without_power)
    finally:
        folder.chmod(0o755)
    assert outcome.code == 0
    assert "Your progress could not be saved" in outcome.said
    assert "4/4 points" in outcome.said
    assert "Traceback" not in outcome.err

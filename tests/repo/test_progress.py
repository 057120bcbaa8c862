"""What a learner has done is kept whole, and a file that can't be read costs no more than itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from small_course import Course
from workshop.progress import Progress, Store, TaskProgress

PROGRESS = ".workshop/progress.json"
UNREADABLE = {
    "empty": b"",
    "half written": b'{"schema":1,"lessons":{"09-mini":{"1":{"sta',
    "no JSON": b"done!",
    "not UTF-8": b'{"schema":1,"lessons":{"\xff":{}}}',
    "a list": b"[]",
    "another form": b'{"lessons":{"09-mini":[1,2]}}',
    "another status": b'{"lessons":{"09-mini":{"1":{"status":"great"}}}}',
    "words for numbers": b'{"lessons":{"09-mini":{"first":{}}}}',
    "a later version": b'{"schema":2,"lessons":{}}',
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / ".workshop").mkdir()
    return Store(tmp_path)


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=list(UNREADABLE))
def test_an_unreadable_file_is_set_aside_and_said(
    store: Store, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    store.path.write_bytes(content)
    assert store.load() == Progress()
    assert "could not be read" in capsys.readouterr().out
    assert not store.path.exists()
    assert (store.folder / "progress.unreadable.json").read_bytes() == content
    assert store.load() == Progress()
    assert capsys.readouterr().out == ""


def test_files_set_aside_never_overwrite_each_other(store: Store) -> None:
    contents = [b"one", b"two", b"three"]
    for content in contents:
        store.path.write_bytes(content)
        store.load()
    assert sorted(path.read_bytes() for path in store.folder.iterdir()) == sorted(contents)


def test_no_file_is_no_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Store(tmp_path).load() == Progress()
    assert capsys.readouterr().out == ""


def test_what_is_saved_is_loaded_again(store: Store) -> None:
    progress = Progress(lessons={"09-mini": {2: TaskProgress("passed", star=True, tried=True, hints=3)}})
    store.save(progress)
    assert store.load() == progress
    assert [path.name for path in store.folder.iterdir()] == ["progress.json"]


def test_unknown_members_do_no_harm(store: Store) -> None:
    store.path.write_text('{"schema":1,"mood":"good","lessons":{"99-gone":{"7":{"status":"passed"}}}}')
    assert store.load().lessons["99-gone"][7].status == "passed"


def kept(course: Course) -> dict[str, Any]:
    lessons: dict[str, Any] = json.loads((course.root / PROGRESS).read_text())["lessons"]["09-mini"]
    return lessons


def test_a_check_fills_an_unreadable_file_again(fresh: Course) -> None:
    fresh.begin("solutions")
    (fresh.root / PROGRESS).write_bytes(UNREADABLE["half written"])
    outcome = fresh.run("check", "9")
    assert outcome.code == 0
    assert outcome.said.count("could not be read") == 1
    assert {number: task["status"] for number, task in kept(fresh).items()} == dict.fromkeys("123", "passed")


def test_progress_says_where_each_task_stands(fresh: Course) -> None:
    fresh.begin()
    fresh.replace("mini/app.py", "abort(501, name)", "return {}")
    fresh.run("check", "9")
    assert kept(fresh)["1"] == {"status": "failed", "star": None, "tried": True, "hints": 0}
    assert kept(fresh)["2"] == {"status": "todo", "star": None, "tried": False, "hints": 0}
    fresh.run("hint", "9.1")
    fresh.replace("mini/app.py", "return {}", 'return {"hello": name}')
    fresh.run("check", "9")
    assert kept(fresh)["1"] == {"status": "passed", "star": None, "tried": True, "hints": 1}


def test_two_programs_at_once_leave_a_whole_file(fresh: Course) -> None:
    fresh.begin("solutions")
    checks = [fresh.start("check", "9") for _ in range(2)]
    hints = [fresh.start("hint", "9.1") for _ in range(3)]
    assert [fresh.finish(process).code for process in (*checks, *hints)] == [0] * 5
    assert {number: task["status"] for number, task in kept(fresh).items()} == dict.fromkeys("123", "passed")

"""The watch, played at a real terminal: saves, keys, success, and the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from small_course import Course, until

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

from terminal import Terminal

TODO = "abort(501, name)"
GREETING = 'return {"hello": name}'


@pytest.fixture
def fresh(course: Course) -> Iterator[Course]:
    """The small course with nothing done; afterwards nothing may be left running."""
    course.renew()
    yield course
    until(lambda: not course.left(), "what the watch has started has ended")
    course.leaves_nothing()


def test_from_the_map_to_the_first_task(fresh: Course) -> None:
    with Terminal(fresh) as terminal:
        terminal.shows("09  Mini", "Next: task 9.1", "checking…", "not started", "q quit")
        terminal.shows("begin in work/09-mini/mini/app.py, line")
        assert fresh.work.is_dir()
        terminal.press("q")
        assert terminal.ends() == 0


def test_a_save_is_checked_and_told(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("not started", "q quit")
        fresh.replace("mini/app.py", TODO, 'return {"greeting": "Hi"}')
        terminal.shows("✗ 1", "expected", "got", "hint:", "· 2")
        fresh.replace("mini/app.py", 'return {"greeting": "Hi"}', GREETING)
        terminal.shows("✓ 1", "1 of 3 tasks", without="✗")
        terminal.press("q")
        assert terminal.ends() == 0


def test_a_folder_replaced_as_a_whole_is_still_watched(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("not started", "q quit")
        fresh.run("reset", "9")
        fresh.replace("mini/app.py", TODO, GREETING)
        terminal.shows("✓ 1", "1 of 3 tasks")


def test_polling_sees_a_save_too(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9", env={"WATCHFILES_FORCE_POLLING": "true"}) as terminal:
        terminal.shows("not started", "q quit")
        fresh.replace("mini/app.py", TODO, GREETING)
        terminal.shows("✓ 1", "1 of 3 tasks")


def test_hints_come_one_more_at_a_time(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("not started", "q quit")
        terminal.press("h")
        assert "hint 2" not in terminal.shows("hint 1   Look at hello().")
        terminal.press("h")
        terminal.shows("hint 1", "hint 2   What does a greeting need?")
        terminal.press("hhh")
        terminal.shows("hint 3   Return a dict with the name in it.")


def test_n_shows_the_next_unfinished_task(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("hint:    python3 -m workshop hint 9.1", "q quit")
        terminal.press("n")
        terminal.shows("hint:    python3 -m workshop hint 9.2", without="hint 9.1")


def test_a_shows_every_failing_task(fresh: Course) -> None:
    fresh.begin()
    fresh.replace("mini/app.py", TODO, 'return {"greeting": "Hi"}')
    fresh.replace("mini/app.py", "abort(501, note)", "return note, 200")
    with Terminal(fresh, "watch", "9") as terminal:
        assert "hint 9.2" not in terminal.shows("✗ 1", "✗ 2", "hint 9.1", "q quit")
        terminal.press("a")
        terminal.shows("hint 9.1", "hint 9.2")


def test_reset_asks_first_and_keeps_a_backup(fresh: Course) -> None:
    fresh.begin()
    fresh.replace("mini/app.py", TODO, "return 7")
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("✗ 1", "q quit")
        terminal.press("r")
        terminal.shows("Put task 1 back to its start?")
        terminal.press("x")
        terminal.shows("q quit", without="Put task 1 back")
        assert "return 7" in (fresh.work / "mini/app.py").read_text()
        terminal.press("r")
        terminal.shows("Put task 1 back to its start?")
        terminal.press("y")
        terminal.shows("Task 1 is as it was at the start", "Backup: .workshop/backups/09-mini-")
        terminal.shows("· 1", "not started")
    backup = next((fresh.root / ".workshop" / "backups").iterdir())
    assert "return 7" in (backup / "mini/app.py").read_text()


def test_success_says_what_was_learned_and_what_comes_next(fresh: Course) -> None:
    fresh.begin("solutions")
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("Lesson 9 is done", "What a small service can do to a large program.", "3 of 3 tasks")
        terminal.shows("That was the last lesson there is.")
        terminal.press("n")
        terminal.shows("This was the last lesson.")


def test_saving_while_a_check_runs_checks_again(fresh: Course) -> None:
    fresh.begin()
    fresh.replace("mini/app.py", TODO, "while True: pass")
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("checking…")
        fresh.replace("mini/app.py", "while True: pass", GREETING)
        terminal.shows("✓ 1", "1 of 3 tasks")


def test_ctrl_c_leaves_the_terminal_as_it_was(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("not started", "q quit")
        terminal.press("\x03")
        assert terminal.ends() == 130
        assert "Traceback" not in terminal.text


def test_watch_without_a_terminal_says_what_to_use(fresh: Course) -> None:
    outcome = fresh.run("watch", "9")
    assert outcome.code == 2
    assert "python3 -m workshop check" in outcome.said


def test_bare_without_a_terminal_checks_once(fresh: Course) -> None:
    outcome = fresh.run()
    assert outcome.code == 0
    for piece in ("09 Mini", "Next: task 9.1", "your copy of lesson 9 is in work/09-mini", "not started"):
        assert piece in outcome.said


def test_the_work_folder_taken_away_during_the_watch(fresh: Course) -> None:
    with Terminal(fresh, "watch", "9") as terminal:
        terminal.shows("not started", "q quit")
        moved = Path(fresh.root, "work", "elsewhere")
        fresh.work.rename(moved)
        terminal.shows("There is no folder", "Put it back")
        moved.rename(fresh.work)
        terminal.shows("not started", "q quit", without="There is no folder")

""" "Not started" is told from "wrong", and markers that a learner has damaged never cost a point."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from small_course import Course

APP = "mini/app.py"
HELLO = "# task 1: greet whoever asks"
CURE = "Your code is checked all the same"
RESET = "python3 -m workshop reset 9"


def edited(edit: Callable[[str], str]) -> Callable[[Course], None]:
    """Change the text of the service."""

    def damage(course: Course) -> None:
        path = course.work / APP
        path.write_bytes(edit(path.read_text(encoding="utf-8")).encode())

    return damage


def without(line: str) -> Callable[[Course], None]:
    return edited(lambda text: "".join(part for part in text.splitlines(keepends=True) if line not in part))


def without_a_file(course: Course) -> None:
    (course.work / "mini/about.sql").unlink()
    course.replace(APP, '"about.sql", ', "")


DAMAGES = {
    "opening lost": (without(HELLO), "'end task 1' without its 'task 1'"),
    "end lost": (without("# end task 1"), "task 2 begins before task 1 has ended"),
    "last end lost": (without("# end task 2"), "task 2 has no 'end task 2'"),
    "all lost": (without("task"), "mini/app.py: markers of task 1 are gone"),
    "wrong number": (
        edited(lambda text: text.replace("end task 1", "end task 7")),
        "'end task 7' closes a region of task 1",
    ),
    "doubled": (
        edited(
            lambda text: text.replace(f"        {HELLO}", f"        {HELLO}\n        # end task 1\n        {HELLO}")
        ),
        "mini/app.py: markers of task 1 are there too often",
    ),
    "a file gone": (without_a_file, "mini/about.sql: the file is gone"),
}


@pytest.mark.parametrize("case", DAMAGES.values(), ids=list(DAMAGES))
def test_damaged_markers_bring_a_cure_and_cost_nothing(
    fresh: Course, case: tuple[Callable[[Course], None], str]
) -> None:
    damage, problem = case
    fresh.begin("solutions")
    damage(fresh)
    outcome = fresh.check()
    assert outcome.code == 0
    notes = " ".join(outcome.verdict["notes"])
    assert outcome.verdict["score"] == 4
    assert "work/09-mini/mini/" in notes
    assert problem in notes
    assert CURE in notes
    assert RESET in notes


@pytest.mark.parametrize("damage", ["all lost", "doubled"])
def test_a_task_with_damaged_markers_is_still_not_started(fresh: Course, damage: str) -> None:
    fresh.begin()
    DAMAGES[damage][0](fresh)
    assert fresh.check().statuses == ["todo", "todo", "todo"]


def test_what_is_no_work_on_a_task_leaves_it_not_started(fresh: Course) -> None:
    fresh.begin()
    edited(lambda text: "\ufeff" + text.replace("import json", "import json  # mine").replace("\n", "\r\n"))(fresh)
    for name in ("picture.png", "größe 1.txt", f"{APP}~"):
        fresh.write(name, b"\xff\0")
    fresh.write("mini/app_old.py", (fresh.solution / APP).read_bytes())
    outcome = fresh.check()
    assert outcome.statuses == ["todo", "todo", "todo"]
    assert outcome.verdict["notes"] == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (APP, "abort(501, name)", "return {}"),
        ("mini/about.yaml", "nothing", "big"),
    ],
)
def test_wrong_work_is_told_from_work_not_started(fresh: Course, name: str, old: str, new: str) -> None:
    fresh.begin()
    fresh.replace(name, old, new)
    task = 1 if name == APP else 3
    assert fresh.check().statuses == ["failed" if number == task else "todo" for number in (1, 2, 3)]


def test_where_to_begin_is_told(fresh: Course) -> None:
    outcome = fresh.run("check", "9")
    assert outcome.code == 1
    line = (fresh.work / APP).read_text().splitlines().index(f"        {HELLO}") + 1
    assert f"begin in work/09-mini/{APP}, line {line}" in outcome.said
    assert outcome.out.count("not started") == 3


def test_a_service_broken_outside_the_tasks_is_told_though_nothing_is_begun(fresh: Course) -> None:
    fresh.begin()
    fresh.replace(APP, "import json\n", "import jason\n")
    outcome = fresh.run("check", "9")
    assert outcome.code == 1
    assert "No module named 'jason'" in outcome.said


def test_hint_solution_and_reset_say_where_the_markers_are_gone(fresh: Course) -> None:
    fresh.begin()
    without("task")(fresh)
    assert fresh.run("hint", "9.1").code == 0
    assert "marker lines are gone from your files" in fresh.run("solution", "9.1", "--yes").said
    for command in (["solution", "9.1", "--apply", "--yes"], ["reset", "9.1"]):
        outcome = fresh.run(*command)
        assert outcome.code == 2
        assert "work/09-mini/mini/app.py: markers of task 1 are gone, so there is no place to put it" in outcome.said
        assert RESET in outcome.said

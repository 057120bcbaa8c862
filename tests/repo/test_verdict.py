"""What a check gives back: exit codes, JSON, JUnit, stars, the chosen tasks and trees, and the same by a seed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from small_course import Course, Outcome
from workshop.check.export import schema

WRONG = "return {'hello': 'you'}"
FIELDS = {"schema", "lesson", "tree", "seed", "seconds", "score", "max", "tasks", "guards", "notes"}
TASK_FIELDS = {"number", "title", "status", "score", "points", "star", "checks", "begin"}
CHECK_FIELDS = {
    "name",
    "task",
    "harder",
    "requirement",
    "status",
    "after",
    "message",
    "failing",
    "starts",
    "requests",
    "calls",
    "log",
    "notes",
    "unwritten",
    "seconds",
}


def mix(course: Course) -> Course:
    """Make task 1 wrong and task 3 right, and leave task 2 alone."""
    course.begin()
    course.replace("mini/app.py", "abort(501, name)", WRONG)
    for name in ("mini/about.html", "mini/about.sql", "mini/about.yaml"):
        course.write(name, (course.solution / name).read_bytes())
    return course


@pytest.fixture
def mixed(fresh: Course) -> Course:
    return mix(fresh)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, ElementTree.Element]:
    """What a check of mixed work gives, as JSON and as JUnit."""
    course = mix(Course(tmp_path_factory.mktemp("graded") / "c"))
    report = course.root / "report.xml"
    return course.check("--junit", str(report)), ElementTree.parse(report).getroot()


def is_valid(verdict: dict[str, Any]) -> None:
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # where it is, jsonschema takes a second
    import jsonschema

    jsonschema.validate(verdict, schema(), jsonschema.Draft202012Validator)


def test_json_says_what_it_promises(graded: tuple[Outcome, ElementTree.Element]) -> None:
    outcome, _ = graded
    assert (outcome.code, outcome.err) == (1, "")
    verdict = outcome.verdict
    is_valid(verdict)
    assert verdict.keys() == FIELDS
    assert (verdict["lesson"], verdict["tree"], verdict["score"], verdict["max"]) == ("09-mini", "work", 1, 4)
    assert outcome.statuses == ["failed", "todo", "passed"]
    assert [(task["score"], task["points"], task["star"]) for task in verdict["tasks"]] == [
        (0, 1, None),
        (0, 2, None),
        (1, 1, None),
    ]
    assert all(task.keys() == TASK_FIELDS for task in verdict["tasks"])
    (check,) = outcome.task(1)["checks"]
    assert check.keys() == CHECK_FIELDS
    assert check["requirement"] == "Whoever says hello is greeted by name."
    assert check["starts"] == [{"service": "mini", "data": [], "env": {}, "workers": 1, "threads": 4, "files": {}}]
    (request,) = check["requests"]
    assert (request["method"], request["status"], request["reply"]) == ("GET", 200, '{"hello":"you"}')
    assert check["failing"] == 1
    assert check["message"].startswith('expected hello: "')
    assert check["message"].endswith('people like their names\ngot      hello: "you"  in  {"hello":"you"}')
    assert not check["unwritten"]
    assert outcome.task(2)["checks"][0]["unwritten"]


def test_a_document_of_another_form_is_not_valid(graded: tuple[Outcome, ElementTree.Element]) -> None:
    verdict = graded[0].verdict
    verdict["tasks"][0]["status"] = "maybe"
    with pytest.raises(Exception, match="'maybe' is not one of"):
        is_valid(verdict)


def test_junit_is_read_back(graded: tuple[Outcome, ElementTree.Element]) -> None:
    outcome, suites = graded
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in suites] == [
        ("1 Say hello", "1", "1"),
        ("2 Keep notes", "3", "3"),
        ("3 Describe yourself", "1", "0"),
    ]
    failure = suites.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.text == outcome.task(1)["checks"][0]["message"]
    assert str(failure.get("message")).startswith('expected hello: "')


def test_junit_takes_what_xml_does_not_allow(fresh: Course) -> None:
    fresh.begin("solutions")
    fresh.replace("mini/app.py", 'return {"hello": name}', "print('a\\0b\\x1b[31m')\n        return '\\ufffe', 418")
    target = fresh.root / "report.xml"
    assert fresh.run("check", "9", "--junit", str(target)).code == 1
    text = "".join(ElementTree.parse(target).getroot().itertext())
    target.unlink()
    assert "418" in text


@pytest.mark.parametrize(
    ("arguments", "code", "tasks"),
    [
        (["--tree", "lessons"], 1, ["todo", "todo", "todo"]),
        (["--task", "2"], 1, ["todo"]),
        (["--task", "2", "--upto"], 1, ["failed", "todo"]),
    ],
    ids=str,
)
def test_what_was_chosen_is_checked_and_decides(
    mixed: Course, arguments: list[str], code: int, tasks: list[str]
) -> None:
    outcome = mixed.check(*arguments)
    assert outcome.code == code
    assert outcome.statuses == tasks
    assert outcome.verdict["tree"] == (arguments[1] if arguments[0] == "--tree" else "work")


def test_only_the_learners_own_work_is_noted_as_progress(mixed: Course) -> None:
    progress = mixed.root / ".workshop" / "progress.json"
    assert mixed.check("--tree", "solutions").code == 0
    assert not progress.exists()
    assert mixed.check("--task", "3").code == 0
    assert json.loads(progress.read_text())["lessons"]["09-mini"]["3"]["status"] == "passed"


def test_a_seed_repeats_the_same_requests(mixed: Course) -> None:
    def asked(seed: str, fork: str = "1") -> list[Any]:
        verdict = mixed.check(env={"WORKSHOP_SEED": seed, "WORKSHOP_FORK": fork}).verdict
        checks = [check for task in verdict["tasks"] for check in task["checks"]]
        return [(check["starts"], [(each["path"], each["body"]) for each in check["requests"]]) for check in checks]

    once = asked("one")
    assert asked("one", fork="0") == once
    assert asked("two") != once


def test_each_run_has_a_seed_of_its_own_and_tells_it(
    mixed: Course, graded: tuple[Outcome, ElementTree.Element]
) -> None:
    first, second = graded[0].verdict["seed"], mixed.check("--task", "3").verdict["seed"]
    assert first != second
    assert "seed one" in mixed.run("check", "9", "--task", "3", "-v", env={"WORKSHOP_SEED": "one"}).said


def test_a_star_is_for_the_harder_checks_of_a_task_that_passes(fresh: Course) -> None:
    fresh.begin("solutions")
    outcome = fresh.check()
    assert [task["star"] for task in outcome.verdict["tasks"]] == [None, True, None]
    fresh.replace("mini/app.py", "abort(400, ", "print(")
    outcome = fresh.check()
    assert outcome.code == 0
    assert (outcome.task(2)["status"], outcome.task(2)["star"], outcome.task(2)["score"]) == ("passed", False, 2)
    shown = fresh.run("check", "9", "--task", "2", "-v")
    assert "✗ A blank note is refused. (harder, for a star)" in shown.said
    assert "★" not in shown.out


def test_checks_that_cannot_be_read_are_told(fresh: Course) -> None:
    path = fresh.checks / "test_mini.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("@task(3)", "@task(3"), encoding="utf-8")
    try:
        outcome = fresh.run("check", "9")
    finally:
        path.write_text(text, encoding="utf-8")
    assert outcome.code == 2
    assert "The checks of lesson 9 can't be read" in outcome.err
    assert "was never closed" in outcome.err


def test_a_mistake_in_a_check_is_not_blamed_on_the_learner(fresh: Course) -> None:
    path = fresh.checks / "test_mini.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name = some.name()", "name = some.nom()"), encoding="utf-8")
    try:
        outcome = fresh.run("check", "9", "--tree", "solutions")
    finally:
        path.write_text(text, encoding="utf-8")
    assert outcome.code == 1
    assert "a mistake in the check itself, not in your code: AttributeError" in outcome.said


def test_settings_for_pytest_do_not_reach_the_checks(fresh: Course) -> None:
    settings = {"PYTEST_ADDOPTS": "--nonsense", "PYTEST_PLUGINS": "nobody_has_this"}
    assert fresh.check("--tree", "solutions", env=settings).code == 0


def test_a_long_path_for_temporary_files_does_no_harm(fresh: Course) -> None:
    folder = Path(fresh.temporary, "x" * 90)
    folder.mkdir()
    assert fresh.check("--tree", "solutions", env={"TMPDIR": str(folder)}).code == 0
    folder.rmdir()

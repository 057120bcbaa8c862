"""The gradebook's files: complete, harmless, the same words as `check` prints, and written whole or not at all."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest
from rich.console import Console

from made_up_class import ABOUT, CHECKS, HOSTILE, LESSON, NAMES, check, crowd, grade, hostile, ungraded
from workshop.check.export import to_json
from workshop.check.show import show
from workshop.check.verdict import Verdict
from workshop.classroom.book import BookError, index, keeping, results_json, write
from workshop.classroom.book.entries import entry
from workshop.classroom.book.figures import Figures, figures
from workshop.classroom.book.table import harmless
from workshop.classroom.grade import Grade
from workshop.classroom.intake import safe_name
from workshop.harness.record import CheckResult
from workshop.templating import policy

HARMLESS = re.sub(r"\S", "x", HOSTILE)  # which is as long, and breaks where that does
VOID = {"meta", "input", "br", "img", "link", "hr", "rect", "path"}


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, and its text, as a browser understands it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.words: list[str] = []
        self.pre = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.inside):
            self.words += data.split()
        if "pre" in self.inside:
            self.pre += data

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements with the names of their attributes: what may not depend on what learners write."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]

    def links(self) -> list[str]:
        return [str(value) for _, attributes in self.elements if (value := attributes.get("href"))]


def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def rows(out: Path) -> list[dict[str, str]]:
    text = (out / "grades.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def results(out: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(keeping.gradescope(out, safe_name(name)).read_bytes())
    return found


def as_printed(verdict: Verdict) -> str:
    """What `check` prints of it in a terminal of a hundred columns."""
    terminal = Console(width=100, file=io.StringIO(), highlight=False, legacy_windows=False)
    show(msgspec.structs.replace(verdict, tree="work"), LESSON, terminal)
    return tidy(terminal.file.getvalue())  # type: ignore[attr-defined]


def tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()


# the table


def test_the_table_has_a_row_a_submission_and_a_column_a_task(tmp_path: Path) -> None:
    grades = [
        grade("ada", seconds=0.31, digest="d1"),
        grade("bela", ["test_the_same_movie_twice"], todo=[6], remarks=("the same content as ada", "a link left out")),
        ungraded("chidi", "this is no archive"),
    ]
    write(tmp_path, LESSON, grades, ABOUT)
    tasks = [f"task {task.number}: {task.title}" for task in LESSON.tasks]
    ada, bela, chidi = rows(tmp_path)
    assert list(ada) == ["name", "score", "max", *tasks, "problem", "remarks", "stars", "seconds", "digest"]
    assert list(ada.values()) == ["ada", "15", "15", "2", "3", "2", "3", "2", "3", "", "", "2", "0.31", "d1"]
    assert [bela[task] for task in tasks] == ["2", "3", "0", "3", "2", "0"]
    assert (bela["score"], bela["stars"], bela["remarks"]) == ("10", "1", "the same content as ada; a link left out")
    assert (chidi["score"], chidi["max"], chidi["problem"]) == ("0", "15", "this is no archive")
    assert [chidi[task] for task in tasks] == [""] * 6


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", " =", "\n@", "＝", "\u00a0+"])
def test_nothing_in_the_table_is_calculated(tmp_path: Path, sign: str) -> None:
    formula = f'{sign}HYPERLINK("x","y")'
    write(tmp_path, LESSON, [ungraded(formula, formula, (formula, formula))], ABOUT)
    (row,) = rows(tmp_path)
    for column in ("name", "problem", "remarks"):
        assert row[column].startswith(("'", "HYPERLINK", "�")), column
    assert b'\n"' not in (tmp_path / "grades.csv").read_bytes().split(b"digest\r\n")[1]  # a row is a line


def test_what_is_harmless_stays_as_it_is() -> None:
    for text in ("", "ada-berg", "Zoë", "a=b", "1-2", "o'neill", "你好"):
        assert harmless(text) == text


# each learner's files


@pytest.mark.parametrize(
    "graded",
    [
        grade("all"),
        grade("some", ["test_a_blank_title", "test_the_same_title_in_other_letters"], todo=[5, 6]),
        grade("none", todo=range(1, 7)),
        grade("skipped", special={"test_a_new_movie": check("test_a_new_movie", "skipped")}),
        *hostile(HOSTILE)[:2],
    ],
    ids=lambda graded: graded.name[:7],
)
def test_feedback_has_the_words_that_check_prints(tmp_path: Path, graded: Grade) -> None:
    write(tmp_path, LESSON, [graded], ABOUT)
    assert graded.verdict
    expected = as_printed(graded.verdict).replace("\x1b", "�")
    assert tidy(page(keeping.feedback(tmp_path, safe_name(graded.name))).pre) == expected
    told = results(tmp_path, graded.name)["output"]
    assert told.startswith(expected)
    assert told.removeprefix(expected).startswith("\n\nRemarks: ") if graded.remarks else told == expected


def test_feedback_says_what_to_type(tmp_path: Path) -> None:
    write(tmp_path, LESSON, [grade("ada", ["test_a_new_movie"]), grade("bela", todo=[3])], ABOUT)
    ada, bela = (page(tmp_path / "feedback" / f"{name}.html").text for name in ("ada", "bela"))
    assert "ada : 12 of 15 points" in ada
    assert "expected 201 Created got 500 Internal Server Error" in ada
    assert "python3 -m workshop serve 3.2" in ada
    assert "python3 -m workshop hint 3.2" in ada
    assert "begin in work/03-movie-service/movies/resources.py, line " in bela
    assert "(submission)" not in ada + bela


def test_feedback_tells_a_learner_nothing_of_others(tmp_path: Path) -> None:
    write(tmp_path, LESSON, [grade("ada", remarks=("the same content as bela",)), grade("bela")], ABOUT)
    for path in (
        keeping.feedback(tmp_path, "ada"),
        keeping.gradescope(tmp_path, "ada"),
        keeping.verdict(tmp_path, "ada"),
    ):
        assert "bela" not in path.read_text(encoding="utf-8")


def test_the_verdict_is_the_one_that_check_writes(tmp_path: Path) -> None:
    graded = grade("ada", ["test_a_new_movie"])
    write(tmp_path, LESSON, [graded], ABOUT)
    assert graded.verdict
    text = (tmp_path / "verdicts" / "ada.json").read_bytes()
    assert text == to_json(graded.verdict)
    assert msgspec.json.decode(text, type=Verdict) == graded.verdict


def test_what_could_not_be_graded_is_told_everywhere(tmp_path: Path) -> None:
    problem = "the archive has no folder 03-movie-service: hand in work/03-movie-service"
    write(tmp_path, LESSON, [ungraded("ada", problem), ungraded("bela", "")], ABOUT)
    assert json.loads((tmp_path / "verdicts" / "ada.json").read_bytes()) == {
        "schema": 1,
        "lesson": "03-movie-service",
        "problem": problem,
        "score": 0,
        "max": 15,
    }
    assert f"This could not be graded {problem}" in page(tmp_path / "feedback" / "ada.html").text
    assert results(tmp_path, "ada")["output"] == f"This could not be graded: {problem}"
    assert page(tmp_path / "index.html").text.count(problem) == 2  # among the problems, and in the table
    assert "nobody said why" in page(tmp_path / "feedback" / "bela.html").text


# Gradescope


@pytest.mark.parametrize("graded", [*crowd(40), *hostile(HOSTILE)], ids=lambda graded: graded.name[:12])
def test_results_are_of_the_form_that_gradescope_documents(graded: Grade) -> None:
    text = results_json(graded, LESSON)
    found = json.loads(text)
    assert b"\\u0000" not in text
    assert found["score"] == graded.score == sum(test["score"] for test in found["tests"])
    assert found["visibility"] == "visible"
    assert found["stdout_visibility"] == "hidden"
    assert {found[key] for key in ("output_format", "test_output_format", "test_name_format")} == {"text"}
    assert [test["number"] for test in found["tests"]] == [str(task.number) for task in LESSON.tasks]
    assert [test["max_score"] for test in found["tests"]] == [task.points for task in LESSON.tasks]
    for test in found["tests"]:
        assert test.keys() <= {
            *("score", "max_score", "status", "name", "name_format", "number"),
            *("output", "output_format", "tags", "visibility", "extra_data"),
        }
        assert test["status"] == ("passed" if test["score"] == test["max_score"] else "failed")
        assert (test["name_format"], test["output_format"], test["visibility"]) == ("text", "text", "visible")


def test_every_failing_task_is_explained_to_gradescope() -> None:
    graded = grade(
        "ada", ["test_a_new_movie", "test_replacing_a_movie", "test_the_same_title_in_other_letters"], todo=[6]
    )
    tests = json.loads(results_json(graded, LESSON))["tests"]
    first, second, third, fourth, _, sixth = (test["output"] for test in tests)
    assert first == ""
    assert "expected 201 Created\n     got      500 Internal Server Error" in second
    assert third == "No star yet: a harder check fails."
    assert "expected 200 OK" in fourth
    assert sixth.startswith("Not started yet.\n     begin in work/03-movie-service/")


def test_what_worked_before_is_told_to_gradescope_without_points() -> None:
    graded = grade("ada")
    guard = CheckResult("test_old", 0, False, "The old address still works.", "failed", after=0)
    assert graded.verdict
    verdict = msgspec.structs.replace(graded.verdict, guards=(guard,))
    found = json.loads(results_json(msgspec.structs.replace(graded, verdict=verdict), LESSON))
    last = found["tests"][-1]
    assert (last["number"], last["status"], last["output"]) == ("7", "failed", "✗ The old address still works.")
    assert "score" not in last


# the page


def of(*grades: Grade) -> Figures:
    return figures([entry(each, each.name, LESSON) for each in grades], LESSON)


def test_the_figures_are_about_who_was_graded() -> None:
    same = [grade("ada", digest="d"), grade("bela", ["test_a_new_movie"], digest="d")]
    seen = of(*same, grade("chidi", todo=range(1, 7)), ungraded("dana", "no archive"), ungraded("emil", "no archive"))
    assert (seen.handed_in, seen.graded, seen.problems, seen.duplicates, seen.full) == (5, 3, 2, 2, 1)
    assert (seen.mean, seen.median, seen.max) == (9.0, 12, 15)
    assert {bar.label: bar.count for bar in seen.bars if bar.count} == {"0": 1, "12": 1, "15": 1}
    assert len(seen.bars) == 16
    assert [entry.name for entry in seen.ungraded] == ["dana", "emil"]


def test_a_class_of_nobody_has_a_gradebook(tmp_path: Path) -> None:
    write(tmp_path, LESSON, [], ABOUT)
    assert rows(tmp_path) == []
    assert "0 graded" in page(tmp_path / "index.html").text


def test_many_points_share_their_bars() -> None:
    tasks = tuple(dataclasses.replace(task, points=20) for task in LESSON.tasks)
    large = dataclasses.replace(LESSON, tasks=tasks)
    seen = figures(
        [dataclasses.replace(entry(grade("ada"), "ada", LESSON), score=score) for score in range(121)], large
    )
    assert [bar.label for bar in seen.bars][:2] == ["0–5", "6–11"]
    assert seen.bars[-1].label == "120"
    assert sum(bar.count for bar in seen.bars) == 121


def test_the_task_that_fewest_passed_is_the_hardest() -> None:
    seen = of(
        grade("ada", ["test_the_same_movie_twice"], todo=[6]),
        grade("bela", ["test_the_same_movie_twice", "test_json_nested_without_end"]),
        grade("chidi", ["test_the_same_movie_twice"]),
    )
    assert [(task.number, task.passed, task.failed, task.todo) for task in seen.hardest][:3] == [
        (3, 0, 3, 0),
        (6, 2, 0, 1),
        (1, 3, 0, 0),
    ]
    stars = {task.number: task.starred for task in seen.hardest}
    assert stars == {1: None, 2: 2, 3: 0, 4: None, 5: None, 6: None}


def failing(name: str, expected: str) -> Grade:
    message = f"expected {expected}\ngot      something of {name}'s"
    return grade(name, special={"test_a_new_movie": check("test_a_new_movie", "failed", message=message)})


def test_the_same_message_about_other_values_is_the_same_message() -> None:
    seen = of(
        failing("ada", 'title: "The Last Voyage"'),
        failing("bela", 'title: "A \\" quote"'),
        failing("chidi", "id: 183b68c72d0d4a289a06f0dd55faabd8"),
        failing("dana", "id: 9f3b68c72d0d4a289a06f0dd55faab00"),
        failing("emil", "201 Created"),
    )
    assert [(common.count, common.expected) for common in seen.commonest] == [
        (2, "id: …"),
        (2, 'title: "…"'),
        (1, "201 Created"),
    ]
    assert [entry.name for entry in seen.commonest[1].some] == ["ada", "bela"]
    assert of(failing("ada", 'title: "X"')).commonest[0].expected == 'title: "X"'  # the same for all of them


def test_what_is_not_begun_fails_with_nothing() -> None:
    assert of(grade("ada", todo=range(1, 7))).commonest == ()


def test_who_never_started_is_told_so_once() -> None:
    message = "expected your service to start\ngot      Python can't read your program: SyntaxError: invalid syntax"
    broken = {name: check(name, "failed", requests=(), message=message) for name in NAMES}
    (common,) = of(grade("ada", special=broken)).commonest
    assert (common.complaint.task, common.count, common.expected) == (0, 1, "Python can't read your program")


def test_the_slowest_come_first() -> None:
    seen = of(*(grade(str(number), seconds=number / 10) for number in range(30)))
    assert [entry.name for entry in seen.slowest] == [str(number) for number in range(29, 19, -1)]


def test_the_page_says_how_it_was_made(tmp_path: Path) -> None:
    write(tmp_path, LESSON, [grade("ada", seconds=100), grade("bela", seconds=20)], ABOUT)
    text = page(tmp_path / "index.html").text
    assert "Movie service 22 November 2026, 14:05 UTC. 2 submissions; checking took 2 min in all." in text
    assert "Learners’ code was contained by: own user, Landlock (ABI 7)," in text
    assert "Python 3.11.2, flask 3.1.2" in text


def test_pages_need_nothing_beside_them(tmp_path: Path) -> None:
    write(tmp_path, LESSON, crowd(5), ABOUT)
    for path in (tmp_path / "index.html", *(tmp_path / "feedback").iterdir()):
        seen = page(path)
        assert {tag for tag, _ in seen.elements} & {"link", "img", "iframe", "object", "base"} == set()
        assert all(link.startswith(("feedback/", "grades.csv")) for link in seen.links())
        (allowed,) = [given["content"] for tag, given in seen.elements if tag == "meta" and "http-equiv" in given]
        assert str(allowed).startswith("default-src 'none'; style-src 'sha256-")
        assert ("script" in dict(seen.elements)) is (path.name == "index.html")


def test_a_policy_allows_one_style_and_one_script() -> None:
    script = "sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="  # printf x | openssl dgst -sha256 -binary | base64
    assert policy("", "x") == f"default-src 'none'; script-src '{script}'; base-uri 'none'; form-action 'none'"
    assert policy("x") == f"default-src 'none'; style-src '{script}'; base-uri 'none'; form-action 'none'"


def test_what_learners_write_never_becomes_markup(tmp_path: Path) -> None:
    write(tmp_path / "hostile", LESSON, hostile(HOSTILE), ABOUT)
    write(tmp_path / "harmless", LESSON, hostile(HARMLESS), ABOUT)
    names = [(each.name, other.name) for each, other in zip(hostile(HOSTILE), hostile(HARMLESS), strict=True)]
    pairs = [
        (
            keeping.feedback(tmp_path / "hostile", safe_name(one)),
            keeping.feedback(tmp_path / "harmless", safe_name(two)),
        )
        for one, two in names
    ]
    for worst, best in [(tmp_path / "hostile" / "index.html", tmp_path / "harmless" / "index.html"), *pairs]:
        seen, expected = page(worst), page(best)
        assert seen.skeleton == expected.skeleton
        assert "<script>alert(1)</script>" in seen.text
        assert "\x1b" not in seen.text
        assert "{{ 7 * 7 }}{% raw %}" in seen.text
        assert "[bold red]red[/]" in seen.text
        handlers = [name for _, given in seen.elements for name in given if name.startswith("on")]
        assert handlers == []


# files


STRANGE = (
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a_b",
        "a\\b",
        "a:b",
        "con",
        "CON.txt",
        ".",
        "..",
        "",
        " ",
        "ada.",
        "ada",
    ),
    *(
        "Zoë",
        "Zoe\u0308",
        "你好",
        "x" * 300,
        "x" * 301,
        "\udc80",
        "\udc81",
        "a\0b",
        "a\nb",
        "%41",
        "A",
        "#1",
        "a?b",
        HOSTILE,
    ),
)


def test_no_two_names_are_one_file(tmp_path: Path) -> None:
    write(tmp_path / "out", LESSON, [ungraded(name, "empty") for name in STRANGE], ABOUT)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    for folder in ("feedback", "verdicts", "gradescope"):
        assert len(list((tmp_path / "out" / folder).iterdir())) == len(STRANGE)
    seen = page(tmp_path / "out" / "index.html")
    assert len(rows(tmp_path / "out")) == len(STRANGE)
    assert_links(tmp_path / "out", seen, len(STRANGE))


def assert_links(out: Path, seen: Page, learners: int) -> None:
    """Every link leads to a file, and to each learner's page leads at least one."""
    targets = {out / unquote(link) for link in seen.links()}
    assert [target for target in targets if not target.is_file()] == []
    assert len([target for target in targets if target.parent.name == "feedback"]) == learners


def test_a_class_of_two_thousand_is_complete(tmp_path: Path) -> None:
    grades = crowd(2000)
    write(tmp_path, LESSON, grades, ABOUT)
    expected = [each.name for each in grades]
    assert [row["name"] for row in rows(tmp_path)] == expected
    assert [int(row["score"]) for row in rows(tmp_path)] == [each.score for each in grades]
    assert {path.stem for path in (tmp_path / "feedback").iterdir()} == set(expected)
    assert {path.stem for path in (tmp_path / "verdicts").iterdir()} == set(expected)
    assert {path.parent.name for path in (tmp_path / "gradescope").glob("*/results.json")} == set(expected)
    assert not (tmp_path / "index-2.html").exists()
    seen = page(tmp_path / "index.html")
    assert Counter(tag for tag, _ in seen.elements)["tr"] > 2000
    assert_links(tmp_path, seen, 2000)


def test_a_larger_class_has_more_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "ROWS", 10)
    grades = crowd(25)
    write(tmp_path, LESSON, grades, ABOUT)
    files = ["index.html", "index-2.html", "index-3.html"]
    seen = [page(tmp_path / file) for file in files]
    assert [link for each in seen for link in each.links() if link.startswith("index")] == [
        *("index-2.html", "index-3.html") * 2,
        *("index.html", *("index.html", "index-3.html") * 2),
        *("index.html", *("index.html", "index-2.html") * 2),
    ]
    assert "lesson 3, Movie service: 21 to 25 of 25" in seen[2].text
    for number, each in enumerate(seen):
        for graded in grades[10 * number : 10 * number + 10]:
            assert f"feedback/{graded.name}.html" in each.links()
    write(tmp_path, LESSON, grades[:11], ABOUT)
    assert sorted(path.name for path in tmp_path.glob("index*")) == ["index-2.html", "index.html"]


def state(out: Path) -> dict[str, int]:
    """When each learner's file was written, in nanoseconds."""
    files = [path for path in out.rglob("*") if path.is_file() and path.parent != out]
    return {str(path.relative_to(out)): path.stat().st_ino for path in files}


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    grades = crowd(6)
    write(tmp_path, LESSON, grades, ABOUT)
    before = state(tmp_path)
    write(tmp_path, LESSON, grades, ABOUT)
    assert state(tmp_path) == before
    grades[2] = grade(grades[2].name, ["test_a_blank_title"])
    write(tmp_path, LESSON, grades, ABOUT)
    assert {path for path, node in state(tmp_path).items() if node != before[path]} == {
        f"feedback/{grades[2].name}.html",
        f"verdicts/{grades[2].name}.json",
        f"gradescope/{grades[2].name}/results.json",
    }
    (tmp_path / "verdicts" / f"{grades[3].name}.json").unlink()
    (tmp_path / "feedback" / f"{grades[4].name}.html").write_bytes(b"\xff")
    write(tmp_path, LESSON, grades, ABOUT)
    assert state(tmp_path).keys() == before.keys()
    assert "points" in page(tmp_path / "feedback" / f"{grades[4].name}.html").text


def test_who_is_in_the_class_no_more_leaves_no_files(tmp_path: Path) -> None:
    write(tmp_path, LESSON, [grade("ada"), grade("bela"), grade("chidi")], ABOUT)
    notes = tmp_path / "feedback" / "my notes.html"
    notes.write_text("mine", encoding="utf-8")
    mine = tmp_path / "gradescope" / "chidi" / "mine.txt"
    mine.touch()
    write(tmp_path, LESSON, [grade("ada")], ABOUT)
    assert sorted(state(tmp_path)) == [
        *("feedback/ada.html", "feedback/my notes.html"),
        *("gradescope/ada/results.json", "gradescope/chidi/mine.txt"),
        "verdicts/ada.json",
    ]
    assert not (tmp_path / "gradescope" / "bela").exists()


def test_grades_may_come_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, LESSON, iter([grade("ada"), grade("bela")]), ABOUT)
    assert [row["name"] for row in rows(tmp_path)] == ["ada", "bela"]


def test_a_file_is_whole_or_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    keeping.keep(path, b"old")

    def stops(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(28, os.strerror(28), str(self))

    monkeypatch.setattr(Path, "write_bytes", stops)
    with (
        pytest.raises(BookError, match=r"file can't be written: No space left on device\. The gradebook needs"),
        keeping.told(tmp_path),
    ):
        keeping.keep(path, b"newer")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_who_was_killed_between_two_files_gets_all_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping.keep

    def killed(path: Path, data: bytes) -> None:
        if path.suffix == ".html":
            raise KeyboardInterrupt
        kept(path, data)

    monkeypatch.setattr(keeping, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, LESSON, [grade("ada")], ABOUT)
    monkeypatch.undo()
    (tmp_path / "verdicts" / "ada.json").write_bytes(b"of another time")
    write(tmp_path, LESSON, [grade("ada")], ABOUT)
    assert json.loads((tmp_path / "verdicts" / "ada.json").read_bytes())["score"] == 15


def test_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BookError, match=r"file.* can't be written: "):
        write(tmp_path / "file", LESSON, [grade("ada")], ABOUT)


def test_the_made_up_checks_are_of_every_task() -> None:
    assert {task for task, *_ in CHECKS} == {task.number for task in LESSON.tasks}

"""The notebooks: in step with the texts, and running to their end."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import engine
from greeting import README, Greeting, environment, shown
from workshop import catalog, lab
from workshop.catalog import ROOT, Lesson
from workshop.notebook import pages
from workshop.notebook.links import moved

LESSONS = catalog.lessons()
NOBODY = "tcp://127.0.0.1:1"  # where no engine answers
DOCUMENT = re.compile(r"\]\(([^)\s#]+)")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


# the notebooks of the course


@each_lesson
def test_a_notebook_is_what_its_text_makes(lesson: Lesson) -> None:
    assert lesson.notebook.read_bytes() == pages.make(lesson), "run: python3 -m workshop dev-check --notebooks"


@each_lesson
def test_every_python_fence_is_a_cell_and_nothing_else_is(lesson: Lesson) -> None:
    notebook = nbformat.reads(pages.make(lesson).decode(), as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    fences = re.findall(r"^```python\n(.*?)^```$", lesson.text.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert code
    assert code == [fence.rstrip("\n") for fence in fences]


@each_lesson
@pytest.mark.parametrize("folder", ["notebooks", "work/notebooks"])
def test_links_lead_somewhere(lesson: Lesson, folder: str) -> None:
    committed = lesson.notebook.read_bytes()
    notebook = nbformat.reads((lab.for_its_place(committed) if "/" in folder else committed).decode(), as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    links = [link for link in DOCUMENT.findall(text) if not re.match(r"[a-z]+:", link)]
    missing = [link for link in links if not (ROOT / os.path.normpath(f"{folder}/{link}")).exists()]
    assert not missing


@pytest.mark.portioned
@each_lesson
def test_the_solution_passes_from_the_first_cell_to_the_last(lesson: Lesson) -> None:
    if missing := lacks(lesson):
        pytest.skip(missing)
    verdicts = checked(lesson, "solutions")
    assert {number for number, _, _ in verdicts} == {task.number for task in lesson.tasks}
    assert all(words.startswith("passed") for _, words, _ in verdicts), verdicts
    assert all(points.partition("/")[0] == points.partition("/")[2] for _, _, points in verdicts), verdicts


@pytest.mark.portioned
@pytest.mark.parametrize("lesson", [each for each in LESSONS if each.engine], ids=lambda lesson: lesson.name)
def test_without_docker_tasks_are_skipped_and_earn_nothing(lesson: Lesson) -> None:
    verdicts = checked(lesson, "solutions", DOCKER_HOST=NOBODY)
    assert {number for number, _, _ in verdicts} == {task.number for task in lesson.tasks}
    assert all(words.startswith(("passed", "skipped")) for _, words, _ in verdicts), verdicts
    skipped = [points for _, words, points in verdicts if words.startswith("skipped")]
    assert skipped
    assert all(points.startswith("0/") for points in skipped), verdicts


@pytest.mark.portioned
@each_lesson
def test_the_starter_runs_from_the_first_cell_to_the_last(lesson: Lesson) -> None:
    """Where a lesson needs Docker, as if there were none: to build what is not begun takes long, and says no more."""
    verdicts = checked(lesson, "lessons", **({"DOCKER_HOST": NOBODY} if lesson.engine else {}))
    assert {number for number, _, _ in verdicts} == {task.number for task in lesson.tasks}
    unfinished = {"not started", "not right yet"} | ({"skipped"} if lesson.engine else set())
    assert {words for _, words, _ in verdicts} <= unfinished


def lacks(lesson: Lesson) -> str | None:
    """Why not all of the lesson's checks can be run here; None where they can."""
    return engine.missing() if lesson.engine else None


def checked(lesson: Lesson, tree: str, **env: str) -> list[tuple[int, str, str]]:
    """Number, status and points of every task that a check cell shows, after a run of all cells over `tree`.

    A cell that raises fails the test, and so does a service that doesn't start.
    """
    notebook = nbformat.read(lesson.notebook, as_version=4)
    where = {"metadata": {"path": str(lesson.notebook.parent)}}
    client = NotebookClient(notebook, timeout=900 if lesson.engine else 120, kernel_name="python3", resources=where)
    client.execute(env=environment(WORKSHOP_TREE=tree, **env))
    html = "".join(shown(cell.outputs).html for cell in notebook.cells if cell.cell_type == "code")
    assert "not running" not in html
    assert "not checked" not in html
    rows = re.findall(r">(\d+)</td><td[^>]*>[^<]*</td><td[^>]*><span[^>]*>([^<]+)</span></td><td[^>]*>(\d+/\d+)<", html)
    return [(int(number), words, points) for number, words, points in rows]


# making them


def test_links_are_rewritten_but_code_is_not() -> None:
    text = (
        "[a](movies/app.py) ![b](../pic.png) [c](https://example.org/x) [d](#idea) `[e](f)` [g](../../README.md#top)\n"
        '<img src="pic.png"> [dir](movies/)\n'
        "````text\n[h](i)\n```\n[h](i)\n````\n[j](k)\n[l]: m.md\n"
    )
    assert moved(text, Path("lessons/03-x"), Path("notebooks")) == (
        "[a](../lessons/03-x/movies/app.py) ![b](../lessons/pic.png) [c](https://example.org/x) [d](#idea) `[e](f)` "
        "[g](../README.md#top)\n"
        '<img src="../lessons/03-x/pic.png"> [dir](../lessons/03-x/movies/)\n'
        "````text\n[h](i)\n```\n[h](i)\n````\n[j](../lessons/03-x/k)\n[l]: ../lessons/03-x/m.md\n"
    )


def test_a_made_notebook_has_cells_with_ids_of_their_place_and_no_outputs(greeting: Greeting) -> None:
    notebook = nbformat.reads(pages.make(greeting.lesson).decode(), as_version=4)
    assert [cell.id for cell in notebook.cells] == ["cell-01", "cell-02", "cell-03", "cell-04"]
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "markdown", "code", "code"]
    assert notebook.cells[2].outputs == []
    assert "jupytext" not in notebook.metadata
    assert "[the program](../lessons/01-greeting/greeting/app.py)" in notebook.cells[0].source
    assert pages.make(greeting.lesson) == pages.make(greeting.lesson)


def test_only_notebooks_whose_text_has_changed_are_written(greeting: Greeting) -> None:
    assert pages.write_all(greeting.root) == []
    greeting.lesson.text.write_text(README + "\nMore.\n")
    assert pages.write_all(greeting.root) == [greeting.lesson.notebook]
    assert greeting.lesson.notebook.read_bytes() == pages.make(greeting.lesson)

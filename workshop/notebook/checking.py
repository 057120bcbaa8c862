"""Grade from a notebook cell: the checks run in a fresh process, and the cell shows the verdict."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
from IPython.display import display
from markupsafe import Markup
from rich.console import Console

from workshop import catalog, regions, workspace
from workshop.catalog import CatalogError, Lesson
from workshop.check import show
from workshop.check.verdict import TaskVerdict, Verdict, where_to_begin
from workshop.notebook import markup
from workshop.notebook.message import Message
from workshop.serve.starter import helper_environment, kill_tree
from workshop.workspace import WorkspaceError

SECONDS = 30
ENGINE_SECONDS = 600  # a first build fetches packages
WIDTH = 110
WORDS = {"passed": "passed", "failed": "not right yet", "todo": "not started", "skipped": "skipped"}
COLOURS = {"passed": markup.GREEN, "failed": markup.RED, "todo": markup.BLUE, "skipped": markup.AMBER}


class NoVerdict(Exception):
    """The checks could not be run to their end; the message says why."""


def check(name: str | float) -> None:
    """Grade lesson `3` or just task `3.2`, and show the verdict in the cell; never raises.

    It ends within seconds, but for lessons whose checks build images.
    """
    try:
        lesson, task = _named(str(name))
        tree = os.environ.get("WORKSHOP_TREE", "work")
        if tree == "work":
            workspace.begin(lesson)
        verdict = _run(lesson, task, tree)
    except (CatalogError, NoVerdict, WorkspaceError) as error:
        html = markup.block(markup.badge("not checked", markup.AMBER), markup.lines(str(error)))
        display(Message(html, str(error)))
    else:
        display(Message(_as_html(verdict, lesson), _as_text(verdict, lesson)))


def _named(name: str) -> tuple[Lesson, int | None]:
    """The lesson, and the task if one is named; raises CatalogError."""
    if "." not in name:
        return catalog.find(name), None
    lesson, task = catalog.find_task(name)
    return lesson, task.number


def _run(lesson: Lesson, task: int | None, tree: str) -> Verdict:
    """Run the command line in a process of its own; raises NoVerdict."""
    with tempfile.TemporaryDirectory(prefix="workshop-") as folder:
        file = Path(folder, "verdict.json")
        arguments = ["check", str(lesson.number), "--json", str(file)]
        arguments += ["--task", str(task)] if task else []
        arguments += ["--tree", tree] if tree != "work" else []
        said = _command(arguments, lesson)
        try:
            return msgspec.json.decode(file.read_bytes(), type=Verdict)
        except (OSError, msgspec.DecodeError):
            raise NoVerdict(_in_short(said, lesson)) from None


def _command(arguments: list[str], lesson: Lesson) -> str:
    """What `python -m workshop` prints; raises NoVerdict when it does not end in time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workshop", *arguments],
        cwd=lesson.root,
        env=helper_environment() | {"NO_COLOR": "1", "COLUMNS": str(WIDTH), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    seconds = ENGINE_SECONDS if lesson.engine else SECONDS
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        raise NoVerdict(
            f"The checks did not come to their end within {seconds} seconds. See how far they come in a terminal:\n"
            f"{show.COMMAND} check {lesson.number}"
        ) from None
    finally:
        # also when the reader interrupts the cell; what has ended already is no error
        kill_tree(process.pid)
        process.wait()
        assert process.stdout
        process.stdout.close()


def _in_short(said: str, lesson: Lesson) -> str:
    """Why there is no verdict: what the command said, or of a traceback its end."""
    if "Traceback (most recent call last)" not in said:
        return said.strip() or "The checks ended without a verdict. Run this cell again."
    last = said.strip().splitlines()[-1]
    return f"The checks could not be run: {last}\nSee more in a terminal: {show.COMMAND} check {lesson.number}"


def _as_text(verdict: Verdict, lesson: Lesson) -> str:
    file = io.StringIO()
    show.show(verdict, lesson, Console(file=file, width=WIDTH, color_system=None, force_jupyter=False))
    return "\n".join([file.getvalue().rstrip(), *_next(verdict, lesson)])


def _as_html(verdict: Verdict, lesson: Lesson) -> Markup:
    heading = markup.element("strong", "", f"Lesson {lesson.number}  {lesson.title}")
    points = markup.muted(f"{verdict.score} of {verdict.max} points")
    return markup.block(
        markup.element("div", "", heading, "  ", points),
        markup.table(_row(task) for task in verdict.tasks),
        _explanation(verdict, lesson),
        *(markup.element("div", "", markup.muted(f"note: {note}")) for note in verdict.notes),
        *(markup.element("div", "margin-top:.4em", line) for line in _next(verdict, lesson)),
    )


def _row(task: TaskVerdict) -> list[Markup]:
    words = WORDS[task.status] + (" ★" if task.star else "")
    return [
        markup.cell(str(task.number), right=True),
        markup.cell(task.title),
        markup.cell(markup.badge(words, COLOURS[task.status])),
        markup.cell(f"{task.score}/{task.points}", right=True),
        markup.wide_cell(markup.muted(show.skip_reasons(task)) if task.status == "skipped" else ""),
    ]


def _explanation(verdict: Verdict, lesson: Lesson) -> Markup:
    """What the terminal says about the first unfinished task, or else about the first guard that failed."""
    if task := verdict.first_unfinished:
        title, lines = f"Task {task.number}: {task.title}", show.explanation(task, verdict, lesson)
    elif verdict.broken:
        title, lines = show.broken_title(verdict), show.failure(verdict.broken[0])
    else:
        return Markup("")
    told = [line[len(show.INDENT) :] for line in lines]
    heading = markup.element("div", "margin-top:.5em;font-weight:600", title)
    several = len(verdict.tasks) > 1 or task is None
    return (heading if several else Markup("")) + markup.lines(Markup("\n").join(map(markup.styled, told)))


def _next(verdict: Verdict, lesson: Lesson) -> list[str]:
    """What to do next, in a line or two."""
    if verdict.tree != "work":
        return []
    if verdict.first_unfinished or verdict.broken:
        return ["Edit, then run this cell again."]
    if not verdict.passed:
        return []
    later = lesson.tasks[verdict.tasks[-1].number :]
    if later:
        task = later[0]
        places = where_to_begin(lesson, regions.read(lesson.work), task.number)
        return [f"Next: task {task.number}, {task.title}." + (f" Begin in {places[0]}." if places else "")]
    if len(verdict.tasks) < len(lesson.tasks):
        return [f'Next: all tasks together, with check("{lesson.number}").']
    for following in catalog.lessons(lesson.root):
        if following.number > lesson.number:
            onward = f"Next: lesson {following.number}, {following.title}: {show.COMMAND} lab {following.number}"
            return [*lesson.learned, onward]
    return [*lesson.learned, "That was the last lesson."]

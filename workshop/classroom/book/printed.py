"""What `check` prints, as text and as markup: the same words, made by the same function."""

from __future__ import annotations

import io
from dataclasses import dataclass

import msgspec
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from workshop.catalog import Lesson
from workshop.check.show import explanation, show, skip_reasons
from workshop.check.verdict import TaskVerdict, Verdict
from workshop.harness.expected import readable

WIDTH, HEIGHT = 100, 100
# the colours of the terminal, each a variable of the page's style; all others are the page's own
VARIABLES = {
    "#010101": "var(--soft)",  # dim: half of the way from the foreground to the background
    "#110000": "var(--failed)",
    "#120000": "var(--well)",
    "#130000": "var(--told)",
    "#160000": "var(--link)",
}
THEME = TerminalTheme((0, 0, 0), (2, 2, 2), [(0x10 + number, 0, 0) for number in range(8)])


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: as text, and as HTML with the rules for its classes."""

    text: str
    html: str
    style: str


def printed(verdict: Verdict, lesson: Lesson) -> Printed:
    """What `check` prints to the learner whose verdict this is, on a machine with the workshop."""
    console = Console(
        file=io.StringIO(), record=True, width=WIDTH, height=HEIGHT, highlight=False, legacy_windows=False, _environ={}
    )
    show(learners(verdict), lesson, console)
    text = console.export_text(clear=False)
    style, _, html = console.export_html(theme=THEME, code_format="{stylesheet}\0{code}").partition("\0")
    return Printed(_tidy(text), _tidy(html), _themed(style))


def explained(task: TaskVerdict, verdict: Verdict, lesson: Lesson) -> str:
    """What `check` says of a task that is shown in full; nothing where it passed."""
    lines = [line.plain for line in explanation(task, learners(verdict), lesson)]
    if task.status == "skipped":
        lines.append(skip_reasons(task))
    return _tidy("\n".join(lines) if task.status != "passed" else "")


def learners(verdict: Verdict) -> Verdict:
    """The verdict as one on the learner's own copy, which it is for them."""
    return msgspec.structs.replace(verdict, tree="work")


def _tidy(text: str) -> str:
    return "\n".join(readable(line).rstrip() for line in text.split("\n")).rstrip()


def _themed(style: str) -> str:
    for colour, variable in VARIABLES.items():
        style = style.replace(colour, variable)
    return style

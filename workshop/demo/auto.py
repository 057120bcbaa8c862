"""A demonstration without a hand: every scenario of the lesson, what came of each as a table, and a report."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from rich import box as boxes
from rich.console import Console as Terminal
from rich.table import Table
from rich.text import Text

from workshop.demo import report, scenarios
from workshop.demo.console import Console
from workshop.demo.judge import Judgement
from workshop.demo.report import Report, Scene, seconds
from workshop.demo.scenarios import Scenario

WIDTH = len("(unrelated)")


def auto(console: Console, whose: str, path: Path, terminal: Terminal) -> bool:
    """Play all scenarios, print the table and write the report to `path`; whether the stack did as lesson.toml says.

    Raises ActionError where a scenario can't be played, ReportError where nothing can be written.
    """
    scenes = []
    for scenario in scenarios.of(console.lesson):
        terminal.print(f"{scenario.title} …", highlight=False)
        console.player.settle()
        scenes.append(play(console, scenario))
    lesson = console.lesson
    seen = Report(
        lesson=lesson.number,
        name=lesson.name,
        title=lesson.title,
        mode=console.mode,
        whose=whose,
        rate=console.traffic.rate,
        made=f"{int(time.strftime('%d'))} {time.strftime('%B %Y, %H:%M')}",
        scenes=tuple(scenes),
    )
    report.write(seen, path)
    show(seen, terminal)
    terminal.print(f"The report is {path}", soft_wrap=True, highlight=False)
    return not seen.differences


def play(console: Console, scenario: Scenario) -> Scene:
    """One scenario, and all that is known of it afterwards. Raises ActionError."""
    played = console.run(scenario, threading.Event())
    taught = scenario.lesson(console.lesson)
    return Scene(
        title=scenario.title,
        question=scenario.question,
        happened=scenario.told(console.lesson),
        taught=taught.name,
        taught_title=f"lesson {taught.number}, {taught.title}",
        demo=console.promises[scenario.id],
        played=played,
        judgement=console.judge(played),
    )


def show(seen: Report, terminal: Terminal) -> None:
    """Print what was sent, failed and kept in each scenario, and where that isn't what lesson.toml says."""
    terminal.print(table(seen))
    for difference in seen.differences:
        terminal.print(Text.assemble(("differs  ", "bold red"), difference), soft_wrap=True)
    if not seen.differences:
        terminal.print(f"The stack did what its lesson.toml says, in all {seen.promised} points.", highlight=False)


def table(seen: Report) -> Table:
    """A row for each scenario: numbers, and which words were kept and which broken."""
    shown = Table(
        title=f"Stack of lesson {seen.lesson}",
        title_justify="left",
        show_lines=True,
        box=boxes.SIMPLE,
        padding=(0, 1, 0, 0),
    )
    shown.add_column("scenario")
    for heading in ("sent", "failed", "others", "slowest", "well in"):
        shown.add_column(heading, justify="right")
    shown.add_column("kept", min_width=WIDTH)
    shown.add_column("broken", min_width=WIDTH)
    for scene in seen.scenes:
        judged = scene.judgement
        others = judged.by["unrelated"]
        shown.add_row(
            scene.title,
            str(judged.sent),
            str(judged.failed),
            str(others.bad) if others.sent else "-",
            seconds(judged.slowest),
            "never" if judged.recovered is None else seconds(judged.recovered),
            _words(judged, kept=True),
            _words(judged, kept=False),
        )
    return shown


def _words(judged: Judgement, kept: bool) -> Text:
    """The words that were kept, or those that were broken: in brackets where nothing is promised of one."""
    words = []
    for finding in judged.findings:
        if finding.kept != kept:
            continue
        if finding.promised is None:
            words.append(Text(f"({finding.word})", "dim"))
        elif finding.differs:
            words.append(Text(f"{finding.word} !", "bold red"))
        else:
            words.append(Text(finding.word, "green" if kept else "yellow"))
    return Text(" ").join(words)

"""What the watch shows."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from workshop.catalog import Lesson
from workshop.check.show import show
from workshop.check.verdict import TaskVerdict, Verdict

BAR = 24
KEYS = "n next   h hint   a all   r reset   q quit"


def checking(console: Console, lesson: Lesson) -> None:
    """Say at once that a check is under way."""
    console.print(Text.assemble((f"Lesson {lesson.number}  {lesson.title}  ", "bold"), ("checking…", "dim")))


def draw(
    console: Console,
    lesson: Lesson,
    verdict: Verdict | None,
    task: TaskVerdict | None,
    *,
    hints: list[str],
    show_all: bool,
    message: str,
    asking: str,
    next_lesson: Lesson | None,
    checking: bool,
) -> None:
    """The verdict with `task` in full, and below it progress, message and keys; or that the rest is being checked."""
    if verdict:
        show(verdict, lesson, console, in_full=task, all_failing=show_all, hints=hints)
        console.print()
        console.print(_bar(verdict))
        if verdict.passed and not checking:
            success(console, lesson, next_lesson)
    if message:
        console.print(Text(message, style="yellow"))
    if checking:
        console.print(Text("checking the other tasks…", style="dim"))
        return
    keys = "n next lesson   q quit" if verdict and verdict.passed and next_lesson else KEYS
    console.print(Text(asking or f"watching work/{lesson.name}   {keys}", style="bold" if asking else "dim"))


def success(console: Console, lesson: Lesson, next_lesson: Lesson | None) -> None:
    """What was learned, and what comes next."""
    console.print(Text(f"Lesson {lesson.number} is done. You can now say:", style="bold green"))
    for sentence in lesson.learned:
        console.print(Text(f"  - {sentence}"))
    if next_lesson:
        following = f"lesson {next_lesson.number}, {next_lesson.title} ({next_lesson.minutes} minutes)"
        console.print(Text(f"Next: {following}. {next_lesson.idea}"))
    else:
        console.print(Text("That was the last lesson there is."))


def _bar(verdict: Verdict) -> Text:
    done = sum(task.status == "passed" for task in verdict.tasks)
    filled = round(BAR * done / len(verdict.tasks))
    return Text.assemble(
        ("━" * filled, "green"), ("━" * (BAR - filled), "dim"), f"  {done} of {len(verdict.tasks)} tasks"
    )

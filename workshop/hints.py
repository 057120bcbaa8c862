"""Hints, one more each time, and a task's solution as a difference."""

from __future__ import annotations

from rich.console import Console
from rich.syntax import Syntax

from workshop import regions, workspace
from workshop.catalog import Lesson, Task
from workshop.progress import Store


def give_hint(lesson: Lesson, task: Task, console: Console, store: Store) -> None:
    """Print the hints given so far and one more."""
    progress = store.load()
    entry = progress.task(lesson, task.number)
    entry.hints = min(entry.hints + 1, len(task.hints))
    store.save(progress)
    console.print(f"[bold]{lesson.number}.{task.number}  {task.title}[/]")
    for number, text in enumerate(task.hints[: entry.hints], start=1):
        console.print(f"[cyan]hint {number}[/]  ", end="")
        console.print(text, markup=False)
    if entry.hints < len(task.hints):
        console.print(f"[dim]one more: python3 -m workshop hint {lesson.number}.{task.number}[/]")
    else:
        console.print(
            f"[dim]That was the last. The solution: python3 -m workshop solution {lesson.number}.{task.number}[/]"
        )


def give_solution(lesson: Lesson, task: Task, apply: bool, console: Console) -> None:
    """Print how the solution of `task` differs from the learner's files; with `apply` write it there after a backup.

    Raises WorkspaceError where it can't be written because the task's markers are gone.
    """
    solved = regions.read(lesson.solution)
    own = regions.read(lesson.work if lesson.work.is_dir() else lesson.starter)
    try:
        changed = regions.swapped(own, solved, [task.number])
    except LookupError:
        console.print(
            "[yellow]The task's marker lines are gone from your files; this is the difference to the starter.[/]"
        )
        own = regions.read(lesson.starter)
        changed = regions.swapped(own, solved, [task.number])
    if not changed:
        console.print("Your files have the solution of this task already.")
        return
    text = workspace.diff({name: own.texts[name] for name in changed}, changed, f"work/{lesson.name}/")
    console.print(Syntax(text, "diff", background_color="default", word_wrap=True))
    if apply:
        workspace.begin(lesson)
        kept = workspace.solve(lesson, task.number)
        console.print(f"Written. Your files as they were: {workspace.shown(lesson, kept)}", soft_wrap=True)
    else:
        console.print(
            f"[dim]Write it into your files: python3 -m workshop solution {lesson.number}.{task.number} --apply[/]"
        )

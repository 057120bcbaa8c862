"""The course map: every lesson, what is done, and the one next step."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from workshop.catalog import lessons
from workshop.progress import Store


def show_map(console: Console, store: Store) -> None:
    """Print the lessons with the learner's progress, and what to do next."""
    progress = store.load()
    course = lessons()
    current = progress.current(course)
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for lesson in course:
        passed, count = progress.passed(lesson), len(lesson.tasks)
        stars = sum(bool(progress.task(lesson, task.number).star) for task in lesson.tasks)
        style = "green" if passed == count else "bold" if lesson is current else ""
        table.add_row(
            Text(">" if lesson is current else " ", style="cyan"),
            Text(f"{lesson.number:02}", style=style),
            Text(lesson.title, style=style),
            Text(f"{passed}/{count} tasks" + (" " + "★" * stars if stars else ""), style=style),
            Text(f"{lesson.minutes} min", style="dim"),
            Text(lesson.idea, style="dim"),
        )
    console.print(table)
    if progress.done(current):
        console.print("Every lesson there is is done.")
        return
    task = next(task for task in current.tasks if progress.task(current, task.number).status != "passed")
    console.print(
        f"Next: task {current.number}.{task.number}, {task.title}. Read lessons/{current.name}/README.md",
        soft_wrap=True,
    )

"""The command `up`: a lesson's stack until Ctrl-C, with a table of what runs where and the logs below it."""

from __future__ import annotations

import contextlib
import threading
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table

from workshop.catalog import Lesson
from workshop.stacks import logs, members, ports
from workshop.stacks.stack import Stack, StackError, running


def up(lesson: Lesson, mine: bool, console: Console) -> None:
    """Run the stack of `lesson` until Ctrl-C; raises ClickException where it can't be."""
    stack_members = members.members(lesson, mine, lambda text: console.print(text, style="dim"))
    if problem := ports.taken(stack_members):
        raise click.ClickException(problem)
    follower: logs.Follower | None = None

    def told(name: str, text: str) -> None:
        if follower:
            follower.line(name, text, "bold")

    name = f"{lesson.number:02}-mine" if mine else f"{lesson.number:02}"
    try:
        with running(name, stack_members, told) as stack:
            console.print(table(lesson, stack))
            console.print("Ctrl-C stops all of it. What the services say:", style="dim")
            follower = logs.Follower({member: stack.log(member) for member in stack.members}, console)
            try:
                threading.Event().wait()
            finally:
                follower.close()
                with contextlib.suppress(OSError):  # the terminal may be gone
                    console.print("\nStopping …", style="dim")
    except StackError as error:
        raise click.ClickException(f"{error}\nNothing is left running.") from None
    except KeyboardInterrupt:
        console.print("All is stopped, and the ports are free. Data of databases is kept for the next time.")


def table(lesson: Lesson, stack: Stack) -> Table:
    """Names, addresses and health."""
    shown = Table(
        "service", "address", "health", "program", title=f"Stack of lesson {lesson.number}", title_justify="left"
    )
    for name, member in stack.members.items():
        health = stack.health(name)
        shown.add_row(name, member.url, f"[{'green' if health == 'ok' else 'red'}]{health}[/]", member.whose)
    if stack.server:
        shown.add_row("PostgreSQL", _place(stack.server.url, 5432), "[green]ok[/]", "a database for each service")
    if stack.caching:
        what = "a database for each service that caches"
        shown.add_row("Valkey", _place(stack.caching.url, 6379), "[green]ok[/]", what)
    return shown


def _place(url: str, usual: int) -> str:
    """Host and port of the server at `url`, whose port is the `usual` one where none is named."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or usual}"

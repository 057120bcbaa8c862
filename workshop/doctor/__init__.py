"""Look whether this machine has what the workshop needs, and say the cure for what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from workshop.catalog import ROOT
from workshop.doctor import containers, machine, ports, services, stores
from workshop.doctor.finding import Finding

__all__ = ["Finding", "examine", "show"]

MARKS = {"ok": ("✓", "ok", "green"), "note": ("·", "note", "yellow"), "problem": ("✗", "problem", "red")}
NAME_WIDTH = 18
Look = Callable[[], Iterable[Finding]]


def examine(root: Path = ROOT) -> list[Finding]:
    """Everything doctor knows how to look at, in order; what can't be looked at is a finding too."""
    looks: dict[str, Look] = {
        "Python": machine.python,
        "environment": machine.environment,
        "folder": lambda: machine.folder(root),
        "disk": lambda: machine.disk(root),
        "WSL": lambda: machine.wsl(root),
        "ports": lambda: ports.ports(root),
        "left-overs": services.left_overs,
        "services": services.way_of_starting,
        "a start": services.a_start,
        "PostgreSQL": stores.postgres,
        "Valkey": stores.valkey,
        "Docker": containers.docker,
    }
    return [finding for name, look in looks.items() for finding in _look(name, look)]


def _look(name: str, look: Look) -> list[Finding]:
    """The findings of one look; one that fails must not hide the others."""
    try:
        return list(look())
    except Exception as error:
        cure = "see whether this goes away in a new terminal; if not, report it with the line above"
        return [Finding(name, "note", f"could not be looked at: {type(error).__name__}: {error}", cure)]


def show(findings: Sequence[Finding], console: Console) -> int:
    """Print the findings; gives the exit code: 1 where there is a problem, else 0."""
    words = not console.encoding.lower().startswith("utf")
    for finding in findings:
        mark, word, style = MARKS[finding.state]
        line = Text.assemble((f"{word if words else mark} ", style), f"{finding.name:<{NAME_WIDTH}}", finding.seen)
        console.print(line, soft_wrap=True)
        if finding.cure:
            console.print(Text.assemble(" " * (NAME_WIDTH + 2), (finding.cure, "cyan")), soft_wrap=True)
    problems = sum(finding.state == "problem" for finding in findings)
    notes = sum(finding.state == "note" for finding in findings)
    console.print(_summary(problems, notes))
    return 1 if problems else 0


def _summary(problems: int, notes: int) -> str:
    if not problems:
        return "All is well." if not notes else "Nothing stands in the way of the workshop."
    return "1 problem; its cure stands below it." if problems == 1 else f"{problems} problems; each has its cure below."

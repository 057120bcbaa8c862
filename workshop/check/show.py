"""Show a verdict in the terminal: a line a task, and the first unfinished one in full."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workshop.catalog import Lesson
from workshop.check.verdict import TaskVerdict, Verdict
from workshop.harness.expected import abridged, readable, shorten
from workshop.harness.http import status_line
from workshop.harness.record import CheckResult, Exchange

MARKS = {"passed": "✓", "failed": "✗", "todo": "·", "skipped": "–"}
PLAIN_MARKS = {"passed": "ok", "failed": "x", "todo": ".", "skipped": "-"}
STYLES = {"passed": "green", "failed": "red", "todo": "dim", "skipped": "yellow"}
INDENT = "     "
STEPS = 6
CALLS = 4
LONGEST = 200
SHORTEST = 60
BEGINNING, END = 16, 6  # what is shown of a long header
COMMAND = "python3 -m workshop"


def show(
    verdict: Verdict,
    lesson: Lesson,
    console: Console,
    *,
    verbose: bool = False,
    in_full: TaskVerdict | None = None,
    all_failing: bool = False,
    hints: Sequence[str] = (),
) -> None:
    """Print `verdict`: the first unfinished task (or `in_full`) in full, every failing one with `all_failing`.

    `hints` are shown below the task that is shown in full.
    """
    console.print(_heading(verdict, lesson))
    first = in_full or verdict.first_unfinished
    for task in verdict.tasks:
        console.print(_line(task, console))
        if task is first or (all_failing and task.status == "failed"):
            for line in explanation(task, verdict, lesson):
                console.print(line, soft_wrap=True)
            for number, hint in enumerate(hints if task is first else (), start=1):
                text = Text.assemble((f"hint {number}   ", "cyan"), hint)
                console.print(Padding(text, (0, 0, 0, len(INDENT))))
        if verbose:
            _show_checks(task.checks, console)
        elif task.status == "skipped":
            console.print(Padding(Text(skip_reasons(task), style="yellow"), (0, 0, 0, len(INDENT))))
    _show_guards(verdict, console, verbose)
    for note in verdict.notes:
        console.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)
    if verbose:
        console.print(Text(f"seed {verdict.seed}   {verdict.seconds:.2f} s", style="dim"))


def _show_guards(verdict: Verdict, console: Console, verbose: bool) -> None:
    """The first thing that worked before and works no more; or, where asked, all that still does."""
    marks = MARKS if console.encoding.lower().startswith("utf") else PLAIN_MARKS
    if verdict.broken:
        console.print(Text(f"{marks['failed']} {broken_title(verdict)}", style="bold red"))
        for line in failure(verdict.broken[0]):
            console.print(line, soft_wrap=True)
    if verdict.guards and not verdict.broken:
        works = sum(guard.status == "passed" for guard in verdict.guards)
        title = f"{marks['passed']} What worked before still works ({works} of {len(verdict.guards)} checks, no points)"
        console.print(Text(title, style="green"))
    if verbose:
        _show_checks(verdict.guards, console)


def broken_title(verdict: Verdict) -> str:
    return f"What worked before works no more ({len(verdict.broken)} of {len(verdict.guards)} checks)"


def _heading(verdict: Verdict, lesson: Lesson) -> Table:
    tree = "" if verdict.tree == "work" else f"  ({verdict.tree})"
    grid = Table.grid(expand=False, padding=(0, 2))
    grid.add_column(min_width=52)
    grid.add_column(justify="right")
    grid.add_row(
        Text.assemble((f"Lesson {lesson.number}  ", "bold"), (lesson.title, "bold"), (tree, "dim")),
        Text(f"{verdict.score}/{verdict.max} points", style="bold"),
    )
    return grid


def _line(task: TaskVerdict, console: Console) -> Text:
    marks = MARKS if console.encoding.lower().startswith("utf") else PLAIN_MARKS
    text = Text()
    text.append(f"{marks[task.status]} {task.number}  ", style=f"bold {STYLES[task.status]}")
    text.append(f"{task.title:<48}", style="" if task.status == "failed" else STYLES[task.status])
    text.append(f"{task.score:>3}/{task.points}")
    if task.star is not None:
        star = "★" if marks is MARKS else "*"
        text.append(f"  {star}" if task.star else "", style="yellow")
    if task.status == "todo":
        text.append("  not started", style="dim")
    if task.status == "skipped":
        text.append("  skipped", style="yellow")
    return text


def explanation(task: TaskVerdict, verdict: Verdict, lesson: Lesson) -> list[Text]:
    """What to know about an unfinished task: what was asked, expected and got, or where to begin; and what to type."""
    name = f"{lesson.number}.{task.number}"
    own = verdict.tree == "work"
    lines: list[Text] = []
    failing = task.failing
    if task.status == "todo" and not (failing and never_started(failing)):
        lines += [Text(f"{INDENT}begin in {place}") for place in task.begin] if own else []
    elif failing:
        lines += failure(failing)
        if own and failing.starts:
            lines.append(
                _command("try it:", f"serve {name}", "starts it as this check did and prints the requests as curl")
            )
    if own:
        lines.append(_command("hint:", f"hint {name}", ""))
    return lines


def never_started(check: CheckResult) -> bool:
    """Whether it failed because its service did not start, which is no matter of one task."""
    return bool(check.starts) and not check.requests


def failure(check: CheckResult) -> list[Text]:
    """The message of a failed check: what it asks, its requests, what was expected and came, what the service said."""
    lines = [Text(INDENT + check.requirement)]
    lines += [Text(INDENT + step, style="dim") for step in steps(check)]
    lines += [Text(f"{INDENT}   your service asked {readable(call)}", style="dim") for call in check.calls[-CALLS:]]
    for line in check.message.splitlines():
        word, _, rest = line.partition(" ")
        style = {"expected": "green", "got": "red"}.get(word)
        if style:
            lines.append(Text.assemble(INDENT, (f"{word:<9}", f"bold {style}"), rest.strip()))
        else:
            lines.append(Text(f"{INDENT}         {line}"))
    if check.log:
        lines.append(Text(f"{INDENT}your service said:", style="dim"))
        lines += [Text(f"{INDENT}  {line}", style="dim") for line in check.log.splitlines()]
    return lines


def steps(check: CheckResult) -> list[str]:
    """The requests of a check, numbered, up to the one that failed; the statuses of those before it."""
    last = check.failing or len(check.requests)
    services = {exchange.service for exchange in check.requests}
    numbered = list(enumerate(check.requests[:last], start=1))
    lines = []
    if len(numbered) > STEPS:
        lines.append(f"… {len(numbered) - STEPS} requests before")
        numbered = numbered[-STEPS:]
    for number, exchange in numbered:
        request = f"{number}. {request_line(exchange, named=len(services) > 1)}"
        known = number != check.failing and exchange.status is not None
        lines.append(f"{request:<50}  {status_line(exchange.status or 0)}" if known else request)
    return lines


def request_line(exchange: Exchange, named: bool = False, limit: int = 150) -> str:
    """`POST /movies {"title": …}  X-API-Key: k…`, with the service's name where several are spoken to."""
    name = f"{exchange.service}: " if named else ""
    kind = exchange.headers.get("Content-Type")
    strange = "" if kind in (None, "application/json") else f"  ({kind})"
    others = [f"{key}: {_ends(value)}" for key, value in exchange.headers.items() if key != "Content-Type"]
    before, after = (
        f"{name}{exchange.method} {shorten(exchange.path, LONGEST)}",
        strange + "".join(f"  {other}" for other in others),
    )
    room = max(SHORTEST, limit - len(before) - len(after))
    body = f" {abridged(exchange.body, room)}" if exchange.body is not None else ""
    return shorten(before + body + after, max(limit, len(before) + SHORTEST))


def _ends(value: str) -> str:
    """A header's value: of a long one, as keys and tokens are, its beginning and its end."""
    value = readable(value)
    return value if len(value) <= BEGINNING + END + 2 else f"{value[:BEGINNING]}…{value[-END:]}"


def skip_reasons(task: TaskVerdict) -> str:
    """How many checks of this task pass, how many were skipped and why (each reason once), and what that costs."""
    statuses = [check.status for check in task.checks if not check.harder]
    reasons = dict.fromkeys(check.message for check in task.checks if check.status == "skipped")
    counts = f"{statuses.count('passed')} checks pass, {statuses.count('skipped')} skipped"
    points = "Its point is" if task.points == 1 else f"Its {task.points} points are"
    return f"{counts}: {'; '.join(reasons).rstrip('.')}. {points} not earned here."


def _command(label: str, arguments: str, purpose: str) -> Text:
    text = Text.assemble(INDENT, (f"{label:<9}", "dim"), (f"{COMMAND} {arguments}", "cyan"))
    if purpose:
        text.append(f"      {purpose}", style="dim")
    return text


def _show_checks(checks: Sequence[CheckResult], console: Console) -> None:
    for check in checks:
        kind = " (harder, for a star)" if check.harder else ""
        console.print(
            Text(f"{INDENT}{MARKS[check.status]} {check.requirement}{kind}", style=STYLES[check.status]), soft_wrap=True
        )
        if check.status == "failed":
            for line in failure(check):
                console.print(Text("  ") + line, soft_wrap=True)
        elif check.status == "skipped":
            console.print(Text(f"{INDENT}  {check.message}", style="yellow"))

"""The command `demo`: a lesson's stack under load, with a page to break it by, or without a hand."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console as Terminal

from workshop import catalog
from workshop.catalog import Lesson
from workshop.demo import report
from workshop.demo.auto import auto
from workshop.demo.compare import compare
from workshop.demo.console import Console
from workshop.demo.containers import PORT, Containers, without_engine
from workshop.demo.processes import Processes
from workshop.demo.report import Mode, ReportError
from workshop.demo.server import refuse_taken, serve
from workshop.demo.shape import GATED
from workshop.demo.system import GATEWAY, ActionError, System
from workshop.demo.traffic import MOST_GATEWAY_RATE
from workshop.serve.ending import undisturbed
from workshop.stacks import members, ports
from workshop.stacks.members import Member
from workshop.stacks.stack import StackError, take_all

LEAST_ALONE = 4.0  # requests a second; with fewer a scenario is over before much was sent


class Failed(click.ClickException):
    """The stack can't be shown; the message says why. An exit code of 1 would mean that a promise was broken."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line: `rate` None is the usual one, `out` None the usual place."""

    docker: bool
    mine: bool
    rate: float | None
    out: Path | None

    @property
    def mode(self) -> Mode:
        return "containers" if self.docker else "processes"


def demo(lesson: Lesson, wanted: Wanted, port: int, browser: bool, terminal: Terminal) -> None:
    """Run the stack and its page until Ctrl-C; raises ClickException where that can't be."""

    def opened(address: str) -> None:
        terminal.print(f"The console: [link={address}]{address}[/link]", soft_wrap=True, highlight=False)
        terminal.print("Ctrl-C stops all of it.", style="dim")
        if browser:
            webbrowser.open(address)

    refuse_taken(port)  # better now than in two minutes
    with _running(lesson, wanted, terminal) as (console, _):
        serve(console, port, opened)


def demo_alone(lesson: Lesson, wanted: Wanted, terminal: Terminal) -> bool:
    """Play all scenarios and write the report; whether the stack did as lesson.toml says. Raises ClickException."""
    if wanted.rate is not None and wanted.rate < LEAST_ALONE:
        raise click.UsageError(f"--auto needs {LEAST_ALONE:g} requests a second at least: fewer prove nothing")
    path = wanted.out or report.place(lesson, wanted.mode, mine=wanted.mine)
    with _told_plainly(), report.writing(path):
        pass  # as above
    with _running(lesson, wanted, terminal) as (console, chosen):
        return auto(console, _whose(chosen), path, terminal)


def demo_compared(lessons: Sequence[Lesson], wanted: Wanted, terminal: Terminal) -> None:
    """Make one page of two lessons' reports; raises ClickException where one is missing."""
    left, right = lessons
    for lesson in lessons:
        _refuse_unshown(lesson, wanted.docker)
    with _told_plainly():
        path = compare(left, right, wanted.mode, wanted.out)
    terminal.print(f"Both reports, side by side: {path}", soft_wrap=True, highlight=False)


def _whose(chosen: Sequence[Member]) -> str:
    """Whose services these are, in words."""
    own = [member.name for member in chosen if member.own]
    if len(own) in (0, len(chosen)):
        return "yours" if own else "the solutions"
    return f"yours: {', '.join(own)}; the others are the solutions"


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What is wrong with a report as the command's own error."""
    try:
        yield
    except ReportError as error:
        raise Failed(str(error)) from None


def _refuse_unshown(lesson: Lesson, docker: bool) -> None:
    """Raises UsageError where the lesson has nothing to show, or can't show it so."""
    if not lesson.demo:
        first = next(each for each in catalog.lessons(lesson.root) if each.demo)
        raise click.UsageError(
            f"lesson {lesson.number} has no scenarios to show: no service in it calls another yet.\n"
            f"The first that has is lesson {first.number}: python3 -m workshop demo {first.number}"
        )
    if lesson.number >= GATED and not docker:
        raise click.UsageError(f"the gateway of lesson {lesson.number} runs in a container: add --docker")


def _refuse_rate(lesson: Lesson, rate: float | None) -> None:
    if lesson.number >= GATED and rate and rate > MOST_GATEWAY_RATE:
        raise click.UsageError(
            f"lesson {lesson.number}'s gateway turns away what comes too fast: --rate {MOST_GATEWAY_RATE:g} at most"
        )


@contextmanager
def _running(lesson: Lesson, wanted: Wanted, terminal: Terminal) -> Iterator[tuple[Console, Sequence[Member]]]:
    """The console of the lesson's running stack, and what that is made of, while inside.

    Raises ClickException where it can't be had.
    """
    _refuse_unshown(lesson, wanted.docker)
    _refuse_rate(lesson, wanted.rate)
    if wanted.docker and (problem := without_engine()):
        raise Failed(problem)
    console: Console | None = None

    def told(box: str, text: str) -> None:
        if console:
            console.told(box, text)

    chosen = members.members(lesson, wanted.mine, lambda text: terminal.print(text, style="dim"))
    system = _system(lesson, chosen, wanted.docker, told)
    try:
        try:
            terminal.print(f"Starting the stack of lesson {lesson.number} …", style="dim")
            if wanted.docker:
                terminal.print("A first time images are built, which takes some minutes.", style="dim")
            system.start()
            console = Console(system, wanted.mode, wanted.rate)
            console.start()
            yield console, chosen
        finally:
            with undisturbed():
                _end(system, console, terminal)
    except (StackError, ActionError, ReportError) as error:
        raise Failed(str(error)) from None


def _end(system: System, console: Console | None, terminal: Terminal) -> None:
    """End all of it, each part whatever becomes of the others. Raises StackError for what could not be ended."""
    with suppress(OSError):  # the terminal may be gone
        terminal.print("Stopping …", style="dim")
    if console:  # no client waits for an answer any more once the system has ended
        take_all([console.stop_scenario, system.stop, console.close])
    else:
        system.stop()


def _system(lesson: Lesson, chosen: Sequence[Member], docker: bool, told: Callable[[str, str], None]) -> System:
    if docker:
        return Containers(lesson, chosen, told, port=ports.wanted(GATEWAY, PORT))
    return Processes(lesson, chosen, told)

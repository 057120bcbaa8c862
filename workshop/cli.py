"""The commands: arguments in, calls to the rooms below, and nothing else."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from workshop import catalog, workspace
from workshop.arguments import Assignment, Finite, HtmlFile, LessonName, Place, TaskName, refuse_beside
from workshop.catalog import ROOT, CatalogError, Lesson
from workshop.check.checker import CheckError
from workshop.environment import SetupError
from workshop.progress import Store
from workshop.stores.process import StoreError
from workshop.workspace import WorkspaceError

console = Console(highlight=False)
INTERRUPTED = 130


class Program(click.Group):
    """Shows the workshop's own errors as a message, and ends with 2, as wrong use does."""

    def invoke(self, context: click.Context) -> Any:
        for name in ("SIGTERM", "SIGHUP"):
            if number := getattr(signal, name, None):
                signal.signal(number, _end)
        try:
            return super().invoke(context)
        except (CatalogError, CheckError, SetupError, StoreError, WorkspaceError) as error:
            click.echo(str(error), err=True)
            context.exit(2)
        except KeyboardInterrupt:
            click.echo("\nStopped.", err=True)
            context.exit(INTERRUPTED)


def _end(number: int, frame: object) -> None:  # noqa: ARG001 (a signal handler takes both)
    """Asked to end, or the terminal is closed: end in good order, leaving nothing running."""
    raise SystemExit(128 + number)


@click.group(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Learn microservices with Flask, lesson by lesson.

    Without a command: shows the course map and watches the current lesson.
    """
    if context.invoked_subcommand is None:
        begin()


def begin() -> None:
    """The map, then the watch of the current lesson; without a terminal one check of it."""
    from workshop.map import show_map
    from workshop.watch.loop import watch

    store = Store()
    current = store.load().current(catalog.lessons())
    show_map(console, store)
    if sys.stdin.isatty() and sys.stdout.isatty():
        watch(current, console, store)
    else:
        workspace.begin(current)
        _check(current)


def _current() -> Lesson:
    return Store().load().current(catalog.lessons())


@main.command("map")
def map_() -> None:
    """Show the course and what is done."""
    from workshop.map import show_map

    show_map(console, Store())


@main.command()
@click.argument("lesson", type=LessonName(), required=False)
def watch(lesson: Lesson | None) -> None:
    """Check LESSON again at each save (the current lesson unless named)."""
    from workshop.watch.loop import watch as watch_lesson

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("watch needs a terminal; without one use: python3 -m workshop check")
    watch_lesson(lesson or _current(), console, Store())


@main.command()
@click.argument("lesson", type=LessonName(), required=False)
@click.option("--task", type=int, help="Check only this task.")
@click.option("--upto", is_flag=True, help="With --task: check all tasks up to it.")
@click.option(
    "--tree", type=click.Choice(["work", "solutions", "lessons"]), default="work", help="Which files to check."
)
@click.option(
    "--run",
    "commands",
    type=Assignment(),
    multiple=True,
    help='Start a service by a command that listens on $PORT: movies="node server.js".',
)
@click.option(
    "--url",
    "urls",
    type=Assignment(),
    multiple=True,
    help="Check a service that already runs: movies=http://localhost:8001.",
)
@click.option("--mine", is_flag=True, help="Let it call your own services of earlier lessons, wherever they pass.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the verdict as JSON (- for standard output).",
)
@click.option("--junit", "junit_file", type=click.Path(dir_okay=False), help="Write the verdict as JUnit XML.")
@click.option("-v", "--verbose", is_flag=True, help="Show every check, every message and the seed.")
@click.pass_context
def check(
    context: click.Context,
    lesson: Lesson | None,
    task: int | None,
    upto: bool,
    tree: str,
    commands: tuple[tuple[str, str], ...],
    urls: tuple[tuple[str, str], ...],
    mine: bool,
    json_file: str | None,
    junit_file: str | None,
    verbose: bool,
) -> None:
    """Check LESSON once (the current lesson unless named).

    Ends with 0 when every task passes, 1 when one doesn't, 2 when used wrongly.
    """
    lesson = lesson or _current()
    if upto and task is None:
        raise click.UsageError("--upto goes with --task: for example check 3 --task 2 --upto")
    numbers: tuple[int, ...] = ()
    if task is not None:
        numbers = tuple(range(1, task + 1)) if upto else (lesson.task(task).number,)
        lesson.task(task)
    for name, _ in (*commands, *urls):
        if name not in lesson.services:
            known = ", ".join(lesson.services)
            raise click.UsageError(f'lesson {lesson.number} has no service "{name}": it has {known}')
    if mine and not any(service.calls for service in lesson.services.values()):
        raise click.UsageError(f"--mine goes with a lesson whose services call others; those of {lesson.number} don't")
    for name, url in urls:
        if not url.startswith("http://"):
            example = f"{name}=http://localhost:{lesson.services[name].port}"
            raise click.UsageError(f"--url takes an http:// address, for example {example}; got {url}")
    passed = _check(
        lesson,
        tree=tree,
        tasks=numbers,
        commands=dict(commands),
        urls=dict(urls),
        mine=mine,
        json_file=json_file,
        junit_file=junit_file,
        verbose=verbose,
    )
    context.exit(0 if passed else 1)


def _check(
    lesson: Lesson,
    tree: str = "work",
    tasks: tuple[int, ...] = (),
    commands: Mapping[str, str] | None = None,
    urls: Mapping[str, str] | None = None,
    mine: bool = False,
    json_file: str | None = None,
    junit_file: str | None = None,
    verbose: bool = False,
) -> bool:
    """Check once, note the progress, show and write the verdict; whether all passed."""
    from workshop.check import export
    from workshop.check.checker import Checker
    from workshop.check.show import show
    from workshop.stacks import members

    elsewhere = bool(commands or urls)
    own = tree == "work" and not elsewhere
    if own:
        workspace.begin(lesson)
    starter = workspace.starter_of(lesson) if own else lesson.starter
    named = "elsewhere" if elsewhere else tree
    neighbours = members.own_neighbours(lesson, lambda text: console.print(text, style="dim")) if mine else {}
    with Checker(lesson, commands, urls, neighbours) as checker:
        thorough = bool(verbose or json_file or junit_file)
        verdict = checker.check(lesson.tree(tree), tree=named, starter=starter, tasks=tasks, thorough=thorough)
    if own:
        store = Store()
        progress = store.load()
        progress.take_in(lesson, verdict)
        store.save(progress)
        store.save_verdict(verdict)
    if json_file:
        _write(json_file, export.to_json(verdict))
    if junit_file:
        _write(junit_file, export.to_junit(verdict))
    if json_file != "-":
        show(verdict, lesson, console, verbose=verbose)
        if own and (changed := workspace.starter_changes(lesson)):
            _say_starter_changed(lesson, changed, verbose)
    return verdict.passed


def _write(name: str, data: bytes) -> None:
    if name == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{name} can't be written: {error.strerror}") from None


def _say_starter_changed(lesson: Lesson, changed: str, verbose: bool) -> None:
    from rich.syntax import Syntax

    lines = changed.splitlines()
    console.print(f"[yellow]This lesson's starter has changed since you began ({len(lines)} lines of diff):[/]")
    shown = "\n".join(lines if verbose else lines[:20])
    console.print(Syntax(shown, "diff", background_color="default", word_wrap=True))
    console.print(
        "[yellow]Take it over and keep what you wrote in the tasks (a backup is kept): "
        f"python3 -m workshop reset {lesson.number} --keep-tasks[/]",
        soft_wrap=True,
    )


@main.command()
@click.argument("place", type=Place(), required=False)
@click.option("--tree", type=click.Choice(["work", "solutions"]), default="work", help="Whose files to run.")
@click.option("--port", type=int, help="Another port than the lesson's.")
def serve(place: tuple[Lesson, Any] | None, tree: str, port: int | None) -> None:
    """Run a lesson's service by hand (3), or as a task's failing check ran it, with its requests as curl (3.2)."""
    from workshop.byhand import serve as serve_by_hand

    lesson, task = place or (_current(), None)
    if tree == "work":
        workspace.begin(lesson)
    serve_by_hand(lesson, task, lesson.tree(tree), port, console, Store())


@main.command()
@click.argument("lesson", type=LessonName(), required=False)
@click.option("--mine", is_flag=True, help="Your own services wherever they pass their lesson's checks.")
def up(lesson: Lesson | None, mine: bool) -> None:
    """Run all services of LESSON together, with their databases, until Ctrl-C."""
    from workshop.stacks.up import up as run_stack

    run_stack(lesson or _current(), mine, console)


@main.command()
@click.argument("submissions", type=click.Path(path_type=Path), required=False)
@click.option("--lesson", type=LessonName(), required=True, help="The lesson that was handed in.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the gradebook, new or of an earlier run.")
@click.option("--jobs", type=click.IntRange(1), help="How many are graded at a time (as many as there are cores).")
@click.option("--scheduler", help="Grade on a Dask cluster: tcp://host:8786.")
@click.option("--require-sandbox", is_flag=True, help="Refuse to begin where strangers' code can't be contained.")
@click.option("--bundle", type=click.Choice(["gradescope"]), help="Write an autograder for another system instead.")
@click.pass_context
def grade(
    context: click.Context,
    submissions: Path | None,
    lesson: Lesson,
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    require_sandbox: bool,
    bundle: str | None,
) -> None:
    """Grade a class: SUBMISSIONS holds a folder, zip or tar for each learner.

    Ends with 0 when each has a grade or a problem that the gradebook tells, with 1 when some could not be graded, with
    2 when used wrongly. The same command again goes on where it stopped, and does only what is missing or has changed.
    """
    if bundle:
        from workshop.classroom.bundle import write_bundle

        refuse_beside("--bundle", context, "lesson", "out")
        if submissions:
            raise click.UsageError(f"--bundle takes no submissions: who uses it hands them in; got {submissions}")
        console.print(write_bundle(lesson, out or Path(f"{lesson.name}-{bundle}.zip")), soft_wrap=True)
        return
    if submissions is None or out is None:
        raise click.UsageError("grade takes a folder and --out: grade submissions/ --lesson 3 --out grades/")
    from workshop.classroom import command

    context.exit(command.grade(submissions, lesson, out, jobs, scheduler, require_sandbox, console))


@main.command()
@click.argument("lessons", type=LessonName(), nargs=-1, metavar="[LESSON]")
@click.option("--docker", is_flag=True, help="As containers, through Docker Compose.")
@click.option("--mine", is_flag=True, help="Your own services wherever they pass their lesson's checks.")
@click.option("--auto", is_flag=True, help="Play all scenarios without a hand, and write a report.")
@click.option("--compare", is_flag=True, help="Put the reports of two lessons side by side.")
@click.option("--rate", type=Finite(1, 200), help="Requests a second (40; 12 through lesson 14's gateway).")
@click.option("--port", type=click.IntRange(1024, 65535), default=8090, show_default=True, help="Of the page.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
@click.option("--out", type=HtmlFile(), help="Another place for the report, a file.html.")
@click.pass_context
def demo(
    context: click.Context,
    lessons: tuple[Lesson, ...],
    docker: bool,
    mine: bool,
    auto: bool,
    compare: bool,
    rate: float | None,
    port: int,
    no_browser: bool,
    out: Path | None,
) -> None:
    """Show the stack of LESSON under load, in the browser, and break parts of it.

    With --auto it ends with 0 when the stack does as its lesson.toml says, with 1 when it doesn't; with 2 when it could
    not be run.
    """
    from workshop.demo import command

    if compare:
        refuse_beside("--compare", context, "docker", "out")
    elif auto:
        refuse_beside("--auto", context, "docker", "mine", "rate", "out", "no_browser")
    elif out:
        raise click.UsageError("--out goes with --auto or --compare: only these write a report")
    wanted = command.Wanted(docker, mine, rate, out)
    if len(lessons) != 2 and compare:
        raise click.UsageError("--compare goes with two lessons: for example demo --compare 6 12")
    if len(lessons) > 1 and not compare:
        raise click.UsageError("one lesson at a time, or two with --compare: for example demo 12")
    if compare:
        command.demo_compared(lessons, wanted, console)
        return
    lesson = lessons[0] if lessons else _current()
    if auto:
        context.exit(0 if command.demo_alone(lesson, wanted, console) else 1)
    command.demo(lesson, wanted, port, not no_browser, console)


@main.command()
@click.argument("task", type=TaskName())
def hint(task: tuple[Lesson, catalog.Task]) -> None:
    """Show a hint for TASK (3.2): three levels, one more each time."""
    from workshop.hints import give_hint

    give_hint(*task, console, Store())


@main.command()
@click.argument("task", type=TaskName())
@click.option("--apply", is_flag=True, help="Write it into your files, after a backup.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def solution(task: tuple[Lesson, catalog.Task], apply: bool, yes: bool) -> None:
    """Show the solution of TASK (3.2) as a difference to your files."""
    from workshop.hints import give_solution

    lesson, entry = task
    tried = Store().load().task(lesson, entry.number).tried
    if not (tried or yes) and not click.confirm(
        f"You have not tried task {lesson.number}.{entry.number} yet. Show its solution all the same?", default=False
    ):
        return
    give_solution(lesson, entry, apply, console)


@main.command()
@click.argument("place", type=Place())
@click.option("--keep-tasks", is_flag=True, help="Take the course's new starter, keep what you wrote in the tasks.")
def reset(place: tuple[Lesson, catalog.Task | None], keep_tasks: bool) -> None:
    """Put a lesson (3) or one task (3.2) back to its start; a backup is kept."""
    lesson, task = place
    if not lesson.work.is_dir():
        raise click.UsageError(f"lesson {lesson.number} is not begun: there is nothing to put back")
    if keep_tasks:
        if task is not None:
            raise click.UsageError(f"--keep-tasks goes with a whole lesson: reset {lesson.number} --keep-tasks")
        kept, homeless = workspace.renew(lesson)
        console.print(f"Lesson {lesson.number} has the course's present starter, with your tasks in it.")
        for number in homeless:
            console.print(f"[yellow]Task {number} was cut differently: take your code for it from the backup.[/]")
    else:
        kept = workspace.reset(lesson, task.number if task else None)
        what = f"Task {lesson.number}.{task.number}" if task else f"Lesson {lesson.number}"
        console.print(f"{what} is as it was at the start.")
    console.print(f"Your files as they were: {workspace.shown(lesson, kept)}", soft_wrap=True)


@main.command()
@click.argument("lesson", type=LessonName(), required=False)
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
def lab(lesson: Lesson | None, no_browser: bool) -> None:
    """Open the notebooks in JupyterLab."""
    from workshop.lab import open_lab

    raise SystemExit(open_lab(lesson or _current(), no_browser=no_browser))


@main.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look whether everything needed is there, and say the cure for what isn't."""
    from workshop import doctor as surgery

    context.exit(surgery.show(surgery.examine(), console))


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--all", "everything", is_flag=True, help="All proofs of all lessons, and all attacks: an hour or two.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(everything: bool, arguments: tuple[str, ...]) -> None:
    """Run the workshop's own tests.

    With ARGUMENTS these go to pytest, which runs what they say. Without any, the tests run side by side, and of the
    lessons' proofs and of the attacks on the grader only a quarter: the commit says which.
    """
    from workshop import environment, testing

    if everything and arguments:
        raise click.UsageError("--all runs all there is: leave it out, or the arguments for pytest.")
    environment.ensure_dev()
    raise SystemExit(testing.pytest(ROOT, arguments) if arguments else testing.run(ROOT, everything))


@main.command("dev-check")
@click.argument("lesson", type=LessonName(), required=False)
@click.option("--notebooks", is_flag=True, help="Make the notebooks anew from the lessons' texts first.")
@click.pass_context
def dev_check(context: click.Context, lesson: Lesson | None, notebooks: bool) -> None:
    """For authors: prove a lesson (all unless named): skeleton, ladder, ablation, mistakes."""
    from workshop.check.prove import prove_and_show

    if notebooks:
        from workshop import notebook

        notebook.write_all()
    chosen = [lesson] if lesson else list(catalog.lessons())
    results = [prove_and_show(each, console) for each in chosen]
    context.exit(0 if all(results) else 1)

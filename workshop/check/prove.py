"""The proofs of a lesson: that its starter, solution, tasks, checks and mistakes fit together.

skeleton   starter and solution are equal outside the regions, and every task has what a task needs
ladder     the starter with the solution's regions 1..k passes exactly tasks 1..k
ablation   the solution without region k fails task k, and else only tasks that need it
mistakes   each mistake fails its own task first, and the checks it names with its message; each check is named by one
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workshop import regions
from workshop.catalog import CatalogError, Lesson
from workshop.check.checker import Checker
from workshop.check.verdict import Verdict
from workshop.harness.record import CheckResult


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """mistake.toml: what people write, the task and the checks that catch it, and a piece of the message it must bring.

    Task 0 stands for the guards. With `engine` the checks that catch it need Docker.
    """

    about: str
    task: int
    says: str
    checks: tuple[str, ...]
    engine: bool = False


@dataclass(frozen=True, slots=True)
class Caught:
    """A mistake and the checks that fail on it."""

    name: str
    mistake: Mistake
    failing: tuple[CheckResult, ...]


def skeleton(lesson: Lesson) -> list[str]:
    """What is wrong between starter and solution; empty when nothing is."""
    starter, solution = regions.read(lesson.starter), regions.read(lesson.solution)
    wrong = [f"lessons: {problem}" for problem in starter.problems]
    wrong += [f"solutions: {problem}" for problem in solution.problems]
    names = {"lessons": set(regions.files(lesson.starter)), "solutions": set(regions.files(lesson.solution))}
    wrong += [f"{name} is only in lessons" for name in sorted(names["lessons"] - names["solutions"])]
    wrong += [f"{name} is only in solutions" for name in sorted(names["solutions"] - names["lessons"])]
    for name in sorted(starter.texts.keys() & solution.texts.keys()):
        if regions.skeleton(starter, name) != regions.skeleton(solution, name):
            wrong.append(f"{name} differs outside the regions")
    for name in sorted((names["lessons"] & names["solutions"]) - starter.texts.keys()):
        if (lesson.starter / name).read_bytes() != (lesson.solution / name).read_bytes():
            wrong.append(f"{name} differs and is not text")
    known = {task.number for task in lesson.tasks}
    strangers = [region for region in starter.regions if region.task not in known]
    wrong += [f"{region.file}: there is no task {region.task}" for region in strangers]
    for task in lesson.tasks:
        if not starter.of_task(task.number):
            wrong.append(f"task {task.number} has no region")
        elif regions.untouched(solution, starter, task.number):
            wrong.append(f"task {task.number}: starter and solution are the same")
    return wrong


def ladder(lesson: Lesson, checker: Checker, rungs: Iterable[int] | None = None) -> Iterator[tuple[int, list[str]]]:
    """For each rung k, of these or of all, what is wrong with it.

    Docker is used for the lowest and the highest only.
    """
    for rung in range(len(lesson.tasks) + 1) if rungs is None else rungs:
        engine = rung in (0, len(lesson.tasks))
        unproved = {"skipped"} if lacks_engine(lesson, checker, engine) else set()
        with built(lesson, lesson.starter, lesson.solution, range(1, rung + 1)) as folder:
            verdict = checker.check(folder, tree="solutions", engine=engine)
        wrong = []
        for task in verdict.tasks:
            wanted = "passed" if task.number <= rung else "todo"
            if task.status not in {wanted, *unproved}:
                failing = task.failing
                reason = f": {failing.name}: {failing.message}" if failing else ""
                wrong.append(f"task {task.number} is {task.status}, not {wanted}{reason}")
            if rung == len(lesson.tasks):
                held = {"passed", *unproved}
                harder = [check for check in task.checks if check.harder and check.status not in held]
                wrong += [f"harder check {check.name}: {check.status}: {check.message}" for check in harder]
        guards = [check for check in verdict.guards if check.status not in {"passed", *unproved}]
        wrong += [f"guard {check.name}: {check.message}" for check in guards]
        yield rung, wrong


def ablation(lesson: Lesson, checker: Checker) -> Iterator[tuple[int, list[str]]]:
    """For each task k, what is wrong when only its regions are taken back; Docker is not used."""
    for task in lesson.tasks:
        with built(lesson, lesson.solution, lesson.starter, [task.number]) as folder:
            verdict = checker.check(folder, tree="solutions", engine=False)
        held = {"passed", "skipped"} if lesson.engine else {"passed"}
        failing = {judged.number for judged in verdict.tasks if judged.status not in held}
        passed = {judged.number for judged in verdict.tasks if judged.status == "passed"}
        allowed = {task.number} | dependents(lesson, task.number)
        wrong = [f"task {task.number} passes without its regions"] if task.number in passed else []
        unsaid = sorted(failing - allowed)
        wrong += [f"task {number} fails too, but does not say that it needs {task.number}" for number in unsaid]
        yield task.number, wrong


def lacks_engine(lesson: Lesson, checker: Checker, engine: bool = True) -> bool:
    """Whether checks are skipped, and with them tasks, since Docker is not there or not to be used."""
    return lesson.engine and (bool(checker.no_engine) or not engine)


def dependents(lesson: Lesson, number: int) -> set[int]:
    """The tasks that need `number`, directly or through others."""
    found: set[int] = set()
    for task in lesson.tasks:
        if {number, *found} & set(task.needs):
            found.add(task.number)
    return found


def mistakes(lesson: Lesson) -> list[tuple[str, Mistake]]:
    """The mistakes kept for this lesson; raises CatalogError for one that can't be read."""
    found = []
    for folder in sorted(lesson.mistakes.iterdir()) if lesson.mistakes.is_dir() else ():
        path = folder / "mistake.toml"
        try:
            found.append((folder.name, msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Mistake)))
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise CatalogError(f"{path.relative_to(lesson.root)}: {error}") from None
    return found


def catch(
    lesson: Lesson, name: str, mistake: Mistake, checker: Checker, whole: bool = False
) -> tuple[Caught, list[str]]:
    """Grade the solution with this mistake in it; what it fails, and what is wrong with that.

    Only the checks are run that the mistake names; with `whole` all of its task and of those before, which should pass.
    Docker is used where the mistake says that it needs that.
    Guards say something only once tasks pass, so a mistake of theirs is graded whole in any case.
    """
    source = regions.read(lesson.mistakes / name)
    with built(lesson, lesson.solution, lesson.mistakes / name, {region.task for region in source.regions}) as folder:
        if whole or not mistake.task:
            tasks = range(1, mistake.task + 1) if mistake.task else ()
            verdict = checker.check(folder, tree="solutions", thorough=True, engine=mistake.engine, tasks=tasks)
        else:
            verdict = checker.check(
                folder, tree="solutions", thorough=True, engine=mistake.engine, checks=mistake.checks
            )
    failing = tuple(check for task in verdict.tasks for check in task.checks if check.status == "failed")
    failing += tuple(verdict.broken)
    return Caught(name, mistake, failing), _not_as_told(mistake, failing)


def _not_as_told(mistake: Mistake, failing: tuple[CheckResult, ...]) -> list[str]:
    wrong = [f"{name} does not fail" for name in sorted({*mistake.checks} - {check.name for check in failing})]
    first = next((check for check in failing if not check.harder), failing[0] if failing else None)
    if first and first.task != mistake.task:
        wrong.append(f"task {first.task} fails first ({first.name}: {first.message}), not task {mistake.task}")
    said = [check.message for check in failing if check.name in mistake.checks]
    if not any(mistake.says in message for message in said):
        wrong.append(f"none of its checks says “{mistake.says}”: {' | '.join(said) or 'nothing'}")
    return wrong


@contextmanager
def built(lesson: Lesson, base: Path, source: Path, tasks: Iterable[int]) -> Iterator[Path]:
    """A folder with the files of `base`, the regions of `tasks` taken from `source`."""
    with tempfile.TemporaryDirectory(prefix="workshop-") as parent:
        folder = Path(parent, lesson.name)
        shutil.copytree(base, folder, ignore=regions.NOT_COPIED)
        regions.write(folder, regions.swapped(regions.read(folder), regions.read(source), tasks))
        yield folder


def idle_checks(verdict: Verdict, caught: Iterable[Caught]) -> list[str]:
    """The checks of tasks that no mistake names and fails."""
    busy = {name for each in caught for name in each.mistake.checks}
    return [check.name for task in verdict.tasks for check in task.checks if check.name not in busy]


def prove_and_show(lesson: Lesson, console: Console) -> bool:
    """Run every proof of `lesson` and print what comes of it; whether all hold."""
    console.print(f"[bold]Lesson {lesson.number}  {lesson.title}[/]")
    good = _say(console, "skeleton", skeleton(lesson))
    with Checker(lesson) as checker:
        for rung, wrong in ladder(lesson, checker):
            good &= _say(console, f"ladder {rung}", wrong)
        for number, wrong in ablation(lesson, checker):
            good &= _say(console, f"ablation {number}", wrong)
        caught = []
        for name, mistake in mistakes(lesson):
            if mistake.engine and lacks_engine(lesson, checker):
                console.print(Text(f"– mistake {name} needs Docker: {checker.no_engine}", style="yellow"))
                caught.append(Caught(name, mistake, ()))
                continue
            # with Docker the named checks only: all of them would take an hour
            each, wrong = catch(lesson, name, mistake, checker, whole=not mistake.engine)
            caught.append(each)
            good &= _say(console, f"mistake {name}", wrong)
        whole = checker.check(lesson.solution, tree="solutions")
    console.print(_matrix(caught))
    idle = [f"{name} catches none" for name in idle_checks(whole, caught)]
    return good & _say(console, "every check catches a mistake", idle)


def _say(console: Console, what: str, wrong: list[str]) -> bool:
    console.print(Text("✗ " if wrong else "✓ ", style="red" if wrong else "green") + Text(what))
    for problem in wrong:
        console.print(Text(f"    {problem}"), soft_wrap=True)
    return not wrong


def _matrix(caught: list[Caught]) -> Table:
    """Which check catches which mistake: a row a mistake, the checks' numbers in its cells."""
    table = Table("mistake", "task", "caught by", box=None, padding=(0, 2, 0, 0), header_style="bold")
    for each in caught:
        table.add_row(each.name, str(each.mistake.task), ", ".join(check.name for check in each.failing))
    return table

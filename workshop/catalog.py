"""The course as data: every lesson, read from its lesson.toml and validated.

A lesson has the same name in every tree (lessons, work, solutions, tests, tests/mistakes, notebooks), so one
folder name is enough to find all of it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
FOLDER = re.compile(r"(\d{2})-([a-z0-9-]+)")
HINTS = 3


class CatalogError(Exception):
    """A lesson that can't be read or found; the message is written for the person at the terminal."""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program that the lesson builds: a gunicorn target, its port by hand and its data file by hand.

    `calls` says which variable takes the address of which other service. With `database` it has a PostgreSQL database
    of its own: `migrate` brings that to the newest version, `load` puts the items of a JSON file into it; both are what
    stands after `python -m`, run in the lesson's folder.
    """

    app: str
    port: int
    data: str | None = None
    empty: str = "[]"
    calls: dict[str, str] = {}
    database: bool = False
    migrate: str | None = None
    load: str | None = None


class TaskEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task as written in lesson.toml."""

    title: str
    points: int
    hints: tuple[str, ...]
    needs: tuple[int, ...] = ()


class LessonFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """lesson.toml as written."""

    title: str
    idea: str
    minutes: int
    learned: tuple[str, ...]
    services: dict[str, Service]
    tasks: tuple[TaskEntry, ...]
    preload: tuple[str, ...] = ()
    stack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered thing to do; `needs` are the numbers of earlier tasks that it builds on."""

    number: int
    title: str
    points: int
    needs: tuple[int, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Lesson:
    """A numbered lesson and where its parts are; `stack` are the services that run together from then on."""

    root: Path
    name: str
    title: str
    idea: str
    minutes: int
    learned: tuple[str, ...]
    preload: tuple[str, ...]
    services: dict[str, Service]
    stack: tuple[str, ...]
    tasks: tuple[Task, ...]

    def __repr__(self) -> str:
        return f"<Lesson {self.name}>"

    @property
    def number(self) -> int:
        return int(self.name[:2])

    @property
    def starter(self) -> Path:
        return self.root / "lessons" / self.name

    @property
    def solution(self) -> Path:
        return self.root / "solutions" / self.name

    @property
    def work(self) -> Path:
        return self.root / "work" / self.name

    @property
    def checks(self) -> Path:
        return self.root / "tests" / self.name

    @property
    def mistakes(self) -> Path:
        return self.root / "tests" / "mistakes" / self.name

    @property
    def text(self) -> Path:
        return self.starter / "README.md"

    @property
    def notebook(self) -> Path:
        return self.root / "notebooks" / f"{self.name}.ipynb"

    @property
    def points(self) -> int:
        return sum(task.points for task in self.tasks)

    def tree(self, name: str) -> Path:
        """The lesson's folder in the tree `name`: work, solutions or lessons."""
        return {"work": self.work, "solutions": self.solution, "lessons": self.starter}[name]

    def builder_of(self, service: str) -> Lesson:
        """The latest lesson up to this one that builds `service`; raises CatalogError when there is none."""
        built = [lesson for lesson in lessons(self.root) if lesson.number <= self.number and service in lesson.services]
        if not built:
            raise CatalogError(f"No lesson up to {self.number} builds a service {service}.")
        return built[-1]

    def addresses(self, service: Service) -> dict[str, str]:
        """The variables of `service` that name others, with where those run by hand."""
        called = {variable: self.builder_of(other).services[other] for variable, other in service.calls.items()}
        return {variable: f"http://127.0.0.1:{other.port}" for variable, other in called.items()}

    def task(self, number: int) -> Task:
        """The task of that number; raises CatalogError when there is none."""
        if 1 <= number <= len(self.tasks):
            return self.tasks[number - 1]
        raise CatalogError(
            f"Lesson {self.number} has no task {number}: its tasks are 1 to {len(self.tasks)}.\n"
            f"See them with: python3 -m workshop map"
        )


def read(folder: Path, root: Path = ROOT) -> Lesson:
    """Read the lesson in `folder`; raises CatalogError naming file, key and what was expected."""
    path = folder / "lesson.toml"
    shown = path.relative_to(root)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        entry = msgspec.convert(document, LessonFile)
    except FileNotFoundError:
        raise CatalogError(f"{shown}: the file is missing; every lesson has one.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{shown}: not valid TOML: {error}.") from None
    except msgspec.ValidationError as error:
        raise CatalogError(f"{shown}: {_in_words(error)}") from None
    _validate(entry, str(shown))
    tasks = tuple(
        Task(number, task.title, task.points, task.needs, task.hints)
        for number, task in enumerate(entry.tasks, start=1)
    )
    return Lesson(
        root=root,
        name=folder.name,
        title=entry.title,
        idea=entry.idea,
        minutes=entry.minutes,
        learned=entry.learned,
        preload=entry.preload,
        services=entry.services,
        stack=entry.stack or tuple(entry.services),
        tasks=tasks,
    )


def _in_words(error: msgspec.ValidationError) -> str:
    """msgspec's "… - at `$.tasks[0].points`" as "key tasks[0].points: …"."""
    problem, _, place = str(error).partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    return f"key {key}: {problem}." if key else f"{problem}."


def _validate(entry: LessonFile, shown: str) -> None:
    def wrong(key: str, problem: str) -> CatalogError:
        return CatalogError(f"{shown}: key {key}: {problem}.")

    if not entry.services:
        raise wrong("services", "expected at least one service, e.g. [services.movies]")
    if not entry.tasks:
        raise wrong("tasks", "expected at least one [[tasks]]")
    for name, service in entry.services.items():
        if not re.fullmatch(r"[\w.]+:[\w.]+(\(\))?", service.app):
            raise wrong(f"services.{name}.app", f'expected "package.module:create_app()", got "{service.app}"')
        if not 1024 <= service.port <= 65535:
            raise wrong(f"services.{name}.port", f"expected a port from 1024 to 65535, got {service.port}")
        if not service.database and (service.migrate or service.load):
            raise wrong(f"services.{name}.database", "expected true, since there is something to migrate or load")
    for index, task in enumerate(entry.tasks):
        if task.points < 1:
            raise wrong(f"tasks[{index}].points", f"expected 1 or more, got {task.points}")
        if len(task.hints) != HINTS:
            raise wrong(f"tasks[{index}].hints", f"expected {HINTS} hints, got {len(task.hints)}")
        for need in task.needs:
            if not 1 <= need <= index:
                raise wrong(f"tasks[{index}].needs", f"expected numbers of earlier tasks (1 to {index}), got {need}")


@cache
def lessons(root: Path = ROOT) -> tuple[Lesson, ...]:
    """Every lesson of the course in order; raises CatalogError for the first that is wrong."""
    parent = root / "lessons"
    folders = sorted(parent.iterdir()) if parent.is_dir() else []
    found = tuple(read(folder, root) for folder in folders if folder.is_dir() and FOLDER.fullmatch(folder.name))
    for lesson, following in pairwise(found):
        if lesson.number == following.number:
            raise CatalogError(f"lessons/{lesson.name} and lessons/{following.name} have the same number.")
    if not found:
        raise CatalogError(f"No lessons found in {parent}: is this the whole repository? Clone it again.")
    return found


def find(name: str, root: Path = ROOT) -> Lesson:
    """The lesson called `3`, `03` or `03-movie-service`; raises CatalogError listing what there is."""
    for lesson in lessons(root):
        if name == lesson.name or (name.isascii() and name.isdigit() and int(name) == lesson.number):
            return lesson
    numbers = ", ".join(f"{lesson.number} ({lesson.title})" for lesson in lessons(root))
    raise CatalogError(f'There is no lesson "{name}". The lessons are: {numbers}.')


def find_task(name: str, root: Path = ROOT) -> tuple[Lesson, Task]:
    """The lesson and task called `3.2`; raises CatalogError saying what was expected."""
    lesson_name, dot, number = name.partition(".")
    if not (dot and number.isascii() and number.isdigit()):
        raise CatalogError(f'"{name}" is not a task: write lesson, dot, task, for example 3.2.')
    lesson = find(lesson_name, root)
    return lesson, lesson.task(int(number))

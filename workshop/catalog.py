"""The course as data: every lesson, read from its lesson.toml and validated.

A lesson has the same name in every tree (lessons, work, solutions, tests, tests/mistakes, notebooks), so one
folder name is enough to find all of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

from workshop import promises
from workshop.promises import Demo

ROOT = Path(__file__).resolve().parent.parent
FOLDER = re.compile(r"(\d{2})-([a-z0-9-]+)")
HINTS = 3
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
CALLED = re.compile(r"[a-z][a-z0-9_-]*(/\S*)?")
ROUTE = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /\S*")
GIVEN = {  # variables that the workshop sets, and what else to write for them
    "PORT": "port",
    "DATA_FILE": "data",
    "DATABASE_URL": "database = true",
    "REDIS_URL": "cache = true",
    "JWT_PRIVATE_KEY_FILE": "signing_key = true",
}


class CatalogError(Exception):
    """A lesson that can't be read or found; the message is written for the person at the terminal."""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program that the lesson builds: a gunicorn target, its port by hand and its data file by hand.

    `env` is what stands in its environment at every start, paths relative to the lesson's folder, in which it runs.
    `calls` says which variable takes the address of which other service: its name, and a path behind its address where
    that is wanted ("users/.well-known/jwks.json"). With `database` it has a PostgreSQL database of its own: `migrate`
    brings that to the newest version, `load` puts the items of a JSON file into it; both are what stands after
    `python -m`, run in the lesson's folder. With `cache` it has a database of a Valkey server, with `signing_key` a
    private key. `public` are the routes, as its document has them, that need no key and no token.
    """

    app: str
    port: int
    data: str | None = None
    empty: str = "[]"
    env: dict[str, str] = {}
    calls: dict[str, str] = {}
    database: bool = False
    migrate: str | None = None
    load: str | None = None
    cache: bool = False
    signing_key: bool = False
    public: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """The names of the services that it calls, each once."""
        return tuple(dict.fromkeys(other.partition("/")[0] for other in self.calls.values()))

    def addresses(self, of: Callable[[str], str]) -> dict[str, str]:
        """What its variables of `calls` hold, where `of` gives the address of a service."""
        parts = {variable: other.partition("/") for variable, other in self.calls.items()}
        return {variable: of(name) + slash + path for variable, (name, slash, path) in parts.items()}


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
    engine: bool = False
    demo: tuple[Demo, ...] = ()


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
    """A numbered lesson and where its parts are; `stack` are the services that run together from then on.

    `engine` says that some of its checks need Docker, `demo` what the stack promises in which scenario.
    """

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
    engine: bool = False
    demo: tuple[Demo, ...] = ()

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
        return service.addresses(lambda other: f"http://127.0.0.1:{self.builder_of(other).services[other].port}")

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
        engine=entry.engine,
        demo=entry.demo,
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
        for key, problem in _problems_of(service):
            raise wrong(f"services.{name}.{key}", problem)
    for index, task in enumerate(entry.tasks):
        if task.points < 1:
            raise wrong(f"tasks[{index}].points", f"expected 1 or more, got {task.points}")
        if len(task.hints) != HINTS:
            raise wrong(f"tasks[{index}].hints", f"expected {HINTS} hints, got {len(task.hints)}")
        for need in task.needs:
            if not 1 <= need <= index:
                raise wrong(f"tasks[{index}].needs", f"expected numbers of earlier tasks (1 to {index}), got {need}")
    for key, problem in promises.problems(entry.demo):
        raise wrong(key, problem)


def _problems_of(service: Service) -> Iterator[tuple[str, str]]:
    """What is wrong with what `service` is started with: the key, and in words what was expected."""
    for key, variables in (("env", service.env), ("calls", service.calls)):
        for variable in variables:
            if not VARIABLE.fullmatch(variable):
                yield key, f'expected the name of a variable, for example BOOKS_URL, got "{variable}"'
            if variable in GIVEN:
                yield key, f"expected no {variable}, which the workshop sets: write {GIVEN[variable]} for it"
    for variable in service.env.keys() & service.calls.keys():
        yield "env", f"expected no {variable}, which is in calls"
    for variable, other in service.calls.items():
        if not CALLED.fullmatch(other):
            example = "books or users/.well-known/jwks.json"
            yield f"calls.{variable}", f'expected a service, with a path if need be, e.g. {example}, got "{other}"'
    for index, route in enumerate(service.public):
        if not ROUTE.fullmatch(route):
            yield f"public[{index}]", f'expected method and path, for example "GET /movies/{{id}}", got "{route}"'


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

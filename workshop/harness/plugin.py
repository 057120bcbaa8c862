"""The pytest plugin of the checks: gives them services and values, and turns each one's outcome into a CheckResult."""

from __future__ import annotations

import os
import secrets
import shutil
import traceback
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import pytest

from workshop import catalog
from workshop.catalog import Lesson
from workshop.harness.cache import Valkey, lacking
from workshop.harness.database import Postgres
from workshop.harness.docker import ownership
from workshop.harness.docker.cli import EngineError
from workshop.harness.record import CheckResult, Conversation, Status
from workshop.harness.reply import Unmet
from workshop.harness.run import Run, Starters, run_for_pytest
from workshop.harness.service import Service
from workshop.harness.values import Values
from workshop.serve.starter import MARK
from workshop.stores.choice import external
from workshop.stores.valkey import ValkeyError

if TYPE_CHECKING:
    from workshop.harness.docker.engine import Engine

NOT_IMPLEMENTED = 501


class Logs(Protocol):
    """What prints something that is worth showing when a check fails."""

    def log(self) -> str:
        """Its last lines."""


CONVERSATION = pytest.StashKey[Conversation]()
SERVICES = pytest.StashKey[list[Service]]()
LOGS = pytest.StashKey[list[Logs]]()
RESULT = pytest.StashKey[CheckResult]()
Sink = Callable[[CheckResult], None]


class LessonRun:
    """A run in progress: makes the services of one lesson for its checks."""

    def __init__(self, run: Run, lesson: Lesson) -> None:
        self.run = run
        self.lesson = lesson
        self.starters = Starters(run, lesson)
        self.mark = os.environ.get(MARK, "")
        self.docker: Engine | None = None

    def service(self, name: str, item: pytest.Item) -> Service:
        """The lesson's service `name` for this check, the same one however often it is asked for."""
        known = [service for service in item.stash[SERVICES] if service.name == name]
        return known[0] if known else self._service(name, self.lesson.services[name], self.run.folder, item)

    def neighbour(self, name: str, item: pytest.Item) -> Service:
        """The service `name` of the latest earlier lesson that builds it: its solution, or what the run says."""
        if self.run.urls:
            pytest.skip("needs control of the service, to give it the address of another")
        lesson = self.lesson.builder_of(name)
        folder = self.run.neighbours.get(name, str(lesson.solution))
        return self._service(name, lesson.services[name], folder, item)

    @property
    def engine(self) -> Engine:
        """Docker, for what checks make with it; skips the check where there is none."""
        if self.run.urls:
            pytest.skip("needs your files, to make containers of them")
        if self.run.no_engine:
            pytest.skip(f"needs Docker: {self.run.no_engine}")
        if self.docker is None or self.docker.given is not self.run:
            from workshop.harness.docker.engine import Engine  # which few lessons need

            self.docker = Engine(self.run, self.lesson, self.mark, self.starters)
        return self.docker

    def usual_port(self, name: str) -> int:
        """The port that the service `name` has in this course, 0 where it has none."""
        building = [each for each in catalog.lessons(self.lesson.root) if name in each.services]
        return building[-1].services[name].port if building else 0

    def listen(self, printing: Logs, item: pytest.Item) -> None:
        """Show what this prints, should the check fail."""
        item.stash[LOGS].append(printing)

    def _service(self, name: str, entry: catalog.Service, folder: str, item: pytest.Item) -> Service:
        made = Service(name, entry, folder, self.run, self.starters, item.stash[CONVERSATION])
        item.stash[SERVICES].append(made)
        return made


class Checks:
    """The plugin object; a worker begins each run and gives it a `sink`, plain pytest does neither."""

    def __init__(self) -> None:
        self.given: Run | None = None
        self.sink: Sink | None = None
        self.runs: dict[str, LessonRun] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "task(number): a check that the task must pass")
        config.addinivalue_line("markers", "harder(number): an unscored check that earns a star")
        config.addinivalue_line("markers", "guard(after): an unscored check of what worked before, once a task passes")

    @pytest.fixture
    def lesson_run(self, request: pytest.FixtureRequest) -> LessonRun:
        """The run that this check belongs to."""
        return self.run_of(request.node.path)

    @pytest.fixture
    def postgres(self, lesson_run: LessonRun) -> Iterator[Postgres]:
        """A PostgreSQL server of the check's own; the check is skipped where the services aren't started for it."""
        if lesson_run.run.urls or external():
            pytest.skip("needs a PostgreSQL server of its own, to kill it")
        own = Postgres(lesson_run.mark, f"{lesson_run.run.prefix}{secrets.token_hex(2)}")
        yield own
        own.close()

    @pytest.fixture
    def valkey(self, lesson_run: LessonRun) -> Iterator[Valkey]:
        """A Valkey server of the check's own; the check is skipped where there can't be one."""
        if lesson_run.run.urls:
            pytest.skip("needs a Valkey server of its own, to kill it")
        try:
            own = Valkey(lesson_run.mark)
        except ValkeyError as error:
            pytest.skip(lacking(error))
        yield own
        own.close()

    @pytest.fixture
    def conversation(self, request: pytest.FixtureRequest) -> Conversation:
        """What is said in this check."""
        said: Conversation = request.node.stash[CONVERSATION]
        return said

    @pytest.fixture
    def some(self, request: pytest.FixtureRequest, lesson_run: LessonRun) -> Values:
        """A source of random values, its own for each check."""
        return Values(f"{lesson_run.run.seed}/{request.node.name}")

    def begin(self, run: Run) -> None:
        """Let the checks that follow belong to `run`."""
        self.given = run
        for each in self.runs.values():
            each.run = each.starters.run = run

    def run_of(self, path: Path) -> LessonRun:
        name = next(part for part in reversed(path.parts) if catalog.FOLDER.fullmatch(part))
        if name not in self.runs:
            lesson = catalog.find(name)
            self.runs[name] = LessonRun(self.given or run_for_pytest(lesson), lesson)
        return self.runs[name]

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """A check may be run again: it begins with nothing said."""
        item.stash[CONVERSATION] = Conversation()
        item.stash[SERVICES] = []
        item.stash[LOGS] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if not belongs_to_a_lesson(item):
            return report
        decided = call.when == "call" or (call.when == "setup" and call.excinfo is not None)
        if decided:
            item.stash[RESULT] = result = result_of(item, call)
            if call.excinfo and call.excinfo.errisinstance(Unmet):
                report.longrepr = "\n".join(filter(None, [result.requirement, result.message, result.log]))
        elif call.when == "teardown" and self.sink:
            # only now its services have been ended, and what they left behind is known
            self.sink(msgspec.structs.replace(item.stash[RESULT], notes=tuple(item.stash[CONVERSATION].notes)))
        return report

    def pytest_unconfigure(self) -> None:
        for each in self.runs.values():
            each.starters.close()
            if each.docker:
                ownership.remove_run(each.docker.owner.run)
            if self.given is None:
                if each.docker:
                    ownership.remove_marked(each.docker.owner.mark)
                print(f"\nvalues of {each.lesson.name} from seed {each.run.seed} (repeat with WORKSHOP_SEED)")
                shutil.rmtree(each.run.scratch, ignore_errors=True)


def belongs_to_a_lesson(item: pytest.Item) -> bool:
    return task_number(item) is not None


def task_number(item: pytest.Item) -> int | None:
    """The task that a check belongs to, 0 for a guard, None for a test that is no check."""
    own, given = item.get_closest_marker("harder"), item.get_closest_marker("task")
    marker = own if own and own.args else given
    if marker:
        return int(marker.args[0])
    return 0 if item.get_closest_marker("guard") else None


def guarded_task(item: pytest.Item) -> int | None:
    """The task that must pass before a guard says anything; None for a check of a task."""
    marker = item.get_closest_marker("guard")
    return int(marker.args[0]) if marker else None


def result_of(item: pytest.Item, call: pytest.CallInfo[None]) -> CheckResult:
    """What became of the check `item`."""
    conversation = item.stash[CONVERSATION]
    status, message, failing = _outcome(call, conversation)
    statuses = [exchange.status for exchange in conversation.exchanges]
    printing: list[Logs] = [*item.stash[SERVICES], *item.stash[LOGS]]
    log = "\n".join(filter(None, (each.log() for each in printing))) if status == "failed" else ""
    return msgspec.structs.replace(
        _about(item, status, conversation.steady(message)),
        failing=failing,
        starts=tuple(conversation.starts),
        requests=tuple(conversation.shown()),
        calls=tuple(conversation.calls),
        log=conversation.steady(log),
        unwritten=bool(statuses) and statuses[-1] == NOT_IMPLEMENTED,
        seconds=round(call.duration, 4),
    )


def unended(item: pytest.Item, seconds: float) -> CheckResult:
    """The check `item` was ended, since it did not come to its end within so many seconds, or crashed."""
    return _about(item, "failed", f"expected the check to come to its end within {seconds:g} seconds\ngot      no end")


def _about(item: pytest.Item, status: Status, message: str) -> CheckResult:
    return CheckResult(
        name=item.name,
        task=task_number(item) or 0,
        harder=item.get_closest_marker("harder") is not None,
        after=guarded_task(item),
        requirement=" ".join((getattr(item, "function", None).__doc__ or item.name).split()),
        status=status,
        message=message,
    )


def _outcome(call: pytest.CallInfo[None], conversation: Conversation) -> tuple[Status, str, int | None]:
    """Status, message and the number of the failing request."""
    if call.excinfo is None:
        return "passed", "", None
    error = call.excinfo.value
    match error:
        case Unmet():
            return "failed", str(error), conversation.number(error.request)
        case pytest.skip.Exception():
            return "skipped", str(error.msg), None
        case EngineError():
            return "skipped", f"needs Docker: {error}", None
    lines = traceback.format_exception(error)
    return (
        "failed",
        "expected this check to work\ngot      a mistake in the check itself, not in your code: "
        + lines[-1].strip()
        + "\n"
        + "".join(lines[-3:-1]).rstrip(),
        None,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Under plain pytest, where no worker has registered the plugin with a run of its own."""
    if not any(isinstance(plugin, Checks) for plugin in config.pluginmanager.get_plugins()):
        checks: Any = Checks()
        config.pluginmanager.register(checks, "workshop-checks")

"""One run of a lesson's checks: what is graded, how its services are started, and what all its checks share."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

import msgspec

from workshop.catalog import Lesson
from workshop.harness.docker import cli
from workshop.harness.record import CheckResult
from workshop.serve.command import Command
from workshop.serve.fork import Forking
from workshop.serve.helper import Helper
from workshop.serve.spares import KEPT
from workshop.serve.starter import Starter, can_fork
from workshop.stores import keys, valkey
from workshop.stores.caches import Caches
from workshop.stores.choice import External, caching, close_servers, external, serving
from workshop.stores.databases import Databases
from workshop.stores.postgres import Server

HANGS_ALLOWED = 4
STARTS_ALLOWED_ALONE = 4
HANGS_ALLOWED_ALONE = 10  # where checks are run one after the other, and none is left out for another's sake


class Run(msgspec.Struct, frozen=True):
    """What to grade.

    `folder` holds the lesson's files; `commands` and `urls` name other ways to reach a service; `warm` is the address
    of the warm parent (None: spares are used); `scratch` is a folder that all workers of the run share. Only the checks
    of `tasks` and those called as in `checks` are run (all when empty), those of `first` before the others; with
    `again` what has failed is run once more, alone; all are where anything hung. Of a task in `untouched`, whose
    regions are still the starter's, no more are run once one has failed: it is not started. On the server at `postgres`
    databases may be made (None: one is started when it is needed), and on the Valkey server at `valkey` they are lent;
    where there can't be one, `no_valkey` says why, and `no_engine` why there is no Docker. `neighbours` are the folders
    of other lessons' services. Services that are `contained` may write in one folder only; `folder` is compiled for
    them in `bytecode`. What is made with Docker belongs to the process `owner`.
    """

    lesson: str
    folder: str
    seed: str
    scratch: str
    warm: str | None = None
    postgres: str | None = None
    valkey: str | None = None
    no_valkey: str = ""
    no_engine: str = ""
    owner: int = 0
    commands: dict[str, str] = {}
    urls: dict[str, str] = {}
    neighbours: dict[str, str] = {}
    tasks: tuple[int, ...] = ()
    checks: tuple[str, ...] = ()
    first: tuple[int, ...] = ()
    untouched: tuple[int, ...] = ()
    contained: bool = False
    bytecode: str | None = None
    again: bool = False

    @property
    def prefix(self) -> str:
        """What the names of all databases of this run begin with."""
        return f"w_{Path(self.scratch).name.rpartition('-')[2]}"


def new_seed() -> str:
    """A seed for the values of a run; WORKSHOP_SEED repeats an earlier run's."""
    return os.environ.get("WORKSHOP_SEED") or secrets.token_hex(4)


class Hangs:
    """Counts, over all workers of a run, what used up its time, so that a hopeless run ends soon."""

    def __init__(self, scratch: str) -> None:
        self.requests = Path(scratch, "hung-requests")
        self.starts = Path(scratch, "hung-starts")
        self.one_by_one = Path(scratch, "one-by-one")

    def request(self) -> None:
        _count(self.requests)

    def start(self) -> None:
        _count(self.starts)

    def any(self) -> bool:
        """Whether anything did, so that it depended on the order what was not tried any more."""
        return self.requests.exists() or self.starts.exists()

    def alone(self) -> None:
        """Begin to count anew, for checks that are run one after the other."""
        for path in (self.requests, self.starts):
            path.unlink(missing_ok=True)
        self.one_by_one.touch()

    def too_many_requests(self) -> bool:
        if not self.requests.exists():
            return False
        side_by_side = HANGS_ALLOWED if can_fork() else 2
        allowed = HANGS_ALLOWED_ALONE if self.one_by_one.exists() else side_by_side
        return self.requests.stat().st_size >= allowed

    def too_many_starts(self) -> bool:
        if not self.starts.exists():
            return False
        return self.starts.stat().st_size >= (STARTS_ALLOWED_ALONE if self.one_by_one.exists() else 1)


class Settled:
    """Knows, over all workers of a run, which untouched tasks have failed a check and need no more of them."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def note(self, result: CheckResult) -> None:
        if result.task in self.run.untouched and result.status == "failed" and not result.harder:
            self._mark(result.task).touch()

    def is_settled(self, task: int | None) -> bool:
        return task in self.run.untouched and self._mark(task).exists()

    def _mark(self, task: int | None) -> Path:
        return Path(self.run.scratch, f"not-started-{task}")


def _count(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"+")


class Starters:
    """Gives each service the way it is started; keeps the helper processes that this needs."""

    def __init__(self, run: Run, lesson: Lesson) -> None:
        self.run = run
        self.lesson = lesson
        self.own: Helper | None = None
        self.python: Starter | None = None
        self.server: Server | External | None = None
        self.made: Databases | None = None
        self.caching: valkey.Server | External | None = None
        self.lender: Caches | None = None

    def of(self, service: str) -> Starter:
        if service in self.run.commands:
            return Command(self.run.commands[service])
        if self.python is None:
            self.python = self._python()
        return self.python

    def _python(self) -> Starter:
        if self.run.warm:
            return Forking(self.run.warm)
        self.own = Helper(self.lesson.preload, kept=KEPT)
        return self.own.starter

    def databases(self) -> Databases:
        """Where databases of the run are made; the connection is this process's own."""
        if self.made is None or self.made.prefix != self.run.prefix:
            address = self.run.postgres
            if address is None:
                self.server = self.server or serving()
                address = self.server.url
            self.made = Databases(address, self.run.prefix)
        return self.made

    def caches(self) -> Caches:
        """Where databases of Valkey are lent to services of the run. Raises ValkeyError."""
        if self.lender is None or self.lender.folder != Path(self.run.scratch):
            if self.run.no_valkey:
                raise valkey.ValkeyError(self.run.no_valkey)
            address = self.run.valkey
            if address is None:
                self.caching = self.caching or caching()
                address = self.caching.url
            self.lender = Caches(address, Path(self.run.scratch), ours=external(valkey.VARIABLE) is None)
        return self.lender

    def signing_key(self, service: str) -> Path:
        """The file with the private key of `service`, the same for the whole run."""
        return keys.kept(Path(self.run.scratch, f"{service}-signs", f"{service}.pem"))

    def close(self) -> None:
        if self.own:
            self.own.close()
        if self.made:
            if isinstance(self.server, External):
                self.made.drop_all()
            self.made.close()
        if self.lender:
            self.lender.close()
        close_servers(self.server, self.caching)


def run_for_pytest(lesson: Lesson) -> Run:
    """The run of a plain `pytest tests/NN-name`: grades work/, or the tree that WORKSHOP_TREE names."""
    folder = lesson.tree(os.environ.get("WORKSHOP_TREE", "work"))
    no_engine = cli.missing() if lesson.engine else ""
    scratch = tempfile.mkdtemp(prefix="workshop-")
    return Run(lesson.name, str(folder), new_seed(), scratch, no_engine=no_engine, owner=os.getpid())

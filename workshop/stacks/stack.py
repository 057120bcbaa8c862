"""Run the services of a stack as processes: with their stores, started again when they end, stopped together."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import requests

from workshop.serve import leftovers, settings
from workshop.serve.ending import undisturbed
from workshop.serve.helper import Helper
from workshop.serve.launch import Launch, StartError
from workshop.serve.starter import MARK
from workshop.stacks.keeping import Keeper, Told
from workshop.stacks.members import HOST, Member
from workshop.stacks.parts import Part, RunningService
from workshop.stores import keys, postgres, valkey
from workshop.stores.caches import Caches, lender
from workshop.stores.choice import External, caching, serving
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.stores.process import OwnServer

KEPT = leftovers.STACKS
CLIENTS = "clients"
Through = Callable[[str, str, str], str]


class StackError(Exception):
    """The stack could not be started, or not be ended; the message is for the person at the terminal."""


def take_all(steps: Iterable[Callable[[], object]]) -> None:
    """Take these steps one after the other, whatever becomes of each; an error is raised when all are taken."""
    with ExitStack() as taken:  # from the last to the first
        for step in reversed(list(steps)):
            taken.callback(step)


def straight(source: str, target: str, address: str) -> str:  # noqa: ARG001 (a `Through` takes all three)
    """Nothing between them: `target` is where it is."""
    return address


class Stack:
    """The running services of a lesson, by name. Their data and logs are kept in `folder`.

    With `access` each request is a line in its service's log. With `passing` data and logs end with it, and are its
    own: others of that name may run at the same time. `through` gives the address at which `source` (a service, or the
    clients) finds `target` (a service, or the name of a server), whose own is `address`.
    """

    def __init__(
        self,
        name: str,
        members: Sequence[Member],
        told: Told,
        folder: Path = KEPT,
        access: bool = True,
        passing: bool = False,
        through: Through = straight,
    ) -> None:
        self.name = name
        self.access = access
        self.passing = passing
        self.through = through
        self.kept = folder
        self.members = {member.name: member for member in members}
        self.told = told
        self.mark = leftovers.new_mark()
        self.folder = folder / (f"workshop-{self.mark}-{name}" if passing else name)
        self.parts: dict[str, Part] = {}
        self.keepers: dict[str, Keeper] = {}
        self.urls: dict[str, str] = {}
        self.server: postgres.Server | External | None = None
        self.caching: valkey.Server | External | None = None
        self.lender: Caches | None = None
        self.caches: dict[str, str] = {}
        self.helper: Helper | None = None

    def log(self, name: str) -> Path:
        """The file that takes what the service prints."""
        return self.folder / f"{name}.log"

    def url(self, name: str) -> str:
        """Where clients find the service."""
        return self.through(CLIENTS, name, self.members[name].url)

    # starting

    def start(self) -> None:
        """Start everything; raises StackError, StoreError."""
        self.prepare()
        self.begin()

    def prepare(self) -> None:
        """Start the servers of its stores, and what services are started with; raises StoreError."""
        leftovers.clear()
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self.members:
            self.log(name).unlink(missing_ok=True)
        modules = dict.fromkeys(module for member in self.members.values() for module in member.lesson.preload)
        self.helper = Helper(modules, self.mark, kept=len(self.members))
        if any(member.entry.database for member in self.members.values()):
            self.server = serving(self.mark, None if self.passing else self.kept / "postgres")
        self._lend_caches([name for name, member in self.members.items() if member.entry.cache])

    def begin(self) -> None:
        """Start its services, and keep all that runs; raises StackError."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._begin, self.members.values()))
        for server in (self.server, self.caching):
            if isinstance(server, OwnServer):
                self._keep(server)

    def _lend_caches(self, names: list[str]) -> None:
        """Give each of these services a database of Valkey."""
        if names:
            self.caching = caching(self.mark)
            # of a server that is somebody else's, all stacks lend together
            self.lender = lender(self.caching, self.kept if isinstance(self.caching, External) else self.folder)
            self.caches = {name: self.lender.lend().url for name in names}

    def _begin(self, member: Member) -> None:
        assert self.helper
        try:
            if member.entry.database:
                self.urls[member.name] = self._database(member)
            service = RunningService(member.name, self._launch(member), self.log(member.name), self.helper.starter)
            service.start()
        except StartError as error:
            problem = f"{member.name} ({member.whose}) did not start: {error.problem}\n{error.where}"
            raise StackError(problem.strip()) from None
        self._keep(service, f" on {self.url(member.name)}")

    def _keep(self, part: Part, where: str = "") -> None:
        self.parts[part.name] = part
        self.keepers[part.name] = Keeper(part, self.told, where)

    def _database(self, member: Member) -> str:
        """The address of the service's database, at its newest version; a new one has the lesson's data in it."""
        assert self.helper
        assert self.server
        databases = Databases(self.server.url)
        jobs = Jobs(member.entry, str(member.folder), self.helper.starter, self.log(member.name))
        name = f"{self.folder.name.replace('-', '_')}_{member.name}"
        try:
            is_new = not databases.exists(name)
            made = databases.create(name=name) if is_new else databases.admit(name)
            try:
                jobs.migrate(made.url)
                if is_new and member.entry.data:
                    jobs.load(made.url, member.folder / member.entry.data)
            except StartError:
                if is_new:
                    databases.drop(name)
                raise
        finally:
            databases.close()
        return made.url

    def _launch(self, member: Member) -> Launch:
        """How the service is started, every time."""
        name, entry = member.name, member.entry
        database, cache = self.urls.get(name), self.caches.get(name)
        environment = settings.environment(
            entry,
            entry.port,
            data=member.folder / entry.data if entry.data else None,
            database=database and self.through(name, postgres.Server.name, database),
            cache=cache and self.through(name, valkey.Server.name, cache),
            signing_key=keys.kept(self.folder / f"{name}.pem") if entry.signing_key else None,
            addresses=entry.addresses(lambda other: self.through(name, other, self.members[other].url)),
            given={MARK: self.mark},
        )
        log = str(self.log(name))
        return Launch(str(member.folder), entry.app, environment, log, entry.port, host=HOST, access=self.access)

    # looking

    def health(self, name: str, seconds: float = 2.0) -> str:
        """What its /health says: "ok", or what is wrong."""
        try:
            reply = requests.get(f"{self.members[name].url}/health", timeout=seconds)
        except requests.RequestException:
            return "does not answer"
        return "ok" if reply.ok else f"answers {reply.status_code}"

    # stopping

    def stop(self) -> None:
        """End everything: the services, then the servers of their stores; that of databases writes its data first."""
        take_all(self._ending())

    def _ending(self) -> Iterator[Callable[[], object]]:
        """What is done for that, in this order."""
        yield from (keeper.close for keeper in self.keepers.values())
        yield from (keeper.join for keeper in self.keepers.values())
        yield from (self.parts[name].close for name in self.members.keys() & self.parts.keys())
        if self.helper:
            yield self.helper.close
        if self.lender:
            yield self.lender.close
        if self.passing and isinstance(self.server, External):
            yield partial(self._drop_databases, self.server.url)
        for server in (self.server, self.caching):
            if server:
                yield server.close
        if self.passing:
            yield partial(shutil.rmtree, self.folder, ignore_errors=True)

    def _drop_databases(self, server: str) -> None:
        """Leave nothing on a server that goes on, unless it has gone itself."""
        databases = Databases(server)
        for url in self.urls.values():
            with suppress(psycopg2.Error):
                databases.drop(urlsplit(url).path.removeprefix("/"))
        databases.close()


@contextmanager
def running(
    name: str, members: Sequence[Member], told: Told, folder: Path = KEPT, access: bool = True
) -> Iterator[Stack]:
    """The stack while inside, its data and logs in `folder`; raises StackError where it doesn't start."""
    stack = Stack(name, members, told, folder, access)
    try:
        stack.start()
        yield stack
    finally:
        with undisturbed():
            stack.stop()

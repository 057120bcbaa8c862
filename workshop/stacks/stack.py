"""Run the services of a stack as processes: with their stores, started again when they end, stopped together."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from workshop.catalog import ROOT
from workshop.serve import leftovers, settings
from workshop.serve.helper import Helper
from workshop.serve.launch import Launch, StartError
from workshop.serve.starter import ENDING_SECONDS, MARK, Running
from workshop.stacks.members import HOST, Member
from workshop.stores import keys, valkey
from workshop.stores.caches import Caches, lender
from workshop.stores.choice import External, caching, close_servers, serving
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.stores.postgres import Server
from workshop.stores.process import OwnServer, StoreError

KEPT = ROOT / ".workshop" / "stacks"
PAUSES = (0.2, 1.0, 3.0, 10.0)  # seconds before a service that ended is started again, longer each time
STEADY = 30.0  # seconds after which a service counts as running well again
Told = Callable[[str, str], None]


class StackError(Exception):
    """The stack could not be started; the message is for the person at the terminal."""


class Stack:
    """The running services of a lesson, by name. Their data and logs are kept in `folder`.

    With `access` each request is a line in its service's log.
    """

    def __init__(
        self, name: str, members: Sequence[Member], told: Told, folder: Path = KEPT, access: bool = True
    ) -> None:
        self.name = name
        self.access = access
        self.kept = folder
        self.members = {member.name: member for member in members}
        self.told = told
        self.mark = leftovers.new_mark()
        self.folder = folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.running: dict[str, Running] = {}
        self.urls: dict[str, str] = {}
        self.server: Server | External | None = None
        self.caching: valkey.Server | External | None = None
        self.lender: Caches | None = None
        self.caches: dict[str, str] = {}
        self.helper: Helper | None = None
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []

    def log(self, name: str) -> Path:
        """The file that takes what the service prints."""
        return self.folder / f"{name}.log"

    # starting

    def start(self) -> None:
        """Start everything; raises StackError, StoreError."""
        leftovers.clear()
        for name in self.members:
            self.log(name).unlink(missing_ok=True)
        modules = dict.fromkeys(module for member in self.members.values() for module in member.lesson.preload)
        self.helper = Helper(modules, self.mark, kept=len(self.members))
        if any(member.entry.database for member in self.members.values()):
            self.server = serving(self.mark, self.kept / "postgres")
        self._lend_caches([name for name, member in self.members.items() if member.entry.cache])
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._begin, self.members.values()))
        for server in (self.server, self.caching):
            if isinstance(server, OwnServer):
                self._in_background(self._keep_server, server)

    def _lend_caches(self, names: list[str]) -> None:
        """Give each of these services a database of Valkey."""
        if names:
            self.caching = caching(self.mark)
            self.lender = lender(self.caching, self.folder)
            self.caches = {name: self.lender.lend().url for name in names}

    def _in_background(self, keep: Callable[[Any], None], kept: Any) -> None:
        thread = threading.Thread(target=keep, args=(kept,), daemon=True)
        thread.start()
        self.threads.append(thread)

    def _begin(self, member: Member) -> None:
        try:
            if member.entry.database:
                self.urls[member.name] = self._database(member)
            self.running[member.name] = self._launch(member)
        except StartError as error:
            problem = f"{member.name} ({member.whose}) did not start: {error.problem}\n{error.where}"
            raise StackError(problem.strip()) from None
        self._in_background(self._keep, member)

    def _database(self, member: Member) -> str:
        """The address of the service's database, at its newest version; a new one has the lesson's data in it."""
        assert self.helper
        assert self.server
        databases = Databases(self.server.url)
        jobs = Jobs(member.entry, str(member.folder), self.helper.starter, self.log(member.name))
        name = f"{self.name.replace('-', '_')}_{member.name}"
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

    def _launch(self, member: Member) -> Running:
        entry = member.entry
        environment = settings.environment(
            entry,
            entry.port,
            data=member.folder / entry.data if entry.data else None,
            database=self.urls.get(member.name),
            cache=self.caches.get(member.name),
            signing_key=keys.kept(self.folder / f"{member.name}.pem") if entry.signing_key else None,
            addresses=entry.addresses(lambda other: self.members[other].url),
            given={MARK: self.mark},
        )
        log = str(self.log(member.name))
        launch = Launch(str(member.folder), entry.app, environment, log, entry.port, host=HOST, access=self.access)
        assert self.helper
        return self.helper.starter.start(launch)

    # keeping

    def _keep(self, member: Member) -> None:
        """In a thread: start the service again whenever it ends."""
        tries, began = 0, time.monotonic()
        while not self.stopping.is_set():
            running = self.running[member.name]
            ended = running.ended()
            if not ended or self.stopping.is_set():
                continue
            tries = 0 if time.monotonic() - began > STEADY else tries
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries, began = tries + 1, time.monotonic()
            self.told(member.name, f"{ended}; started again in {pause:g} s")
            if self.stopping.wait(pause):
                return
            running.stop()
            try:
                self.running[member.name] = self._launch(member)
                self.told(member.name, f"answers again on {member.url}")
            except StartError as error:
                self.told(member.name, f"did not start: {error.problem}")

    def _keep_server(self, server: OwnServer) -> None:
        """In a thread: start the server again whenever it ends."""
        assert server.process
        while not self.stopping.is_set():
            try:
                server.process.wait(timeout=ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            if self.stopping.wait(PAUSES[0]):
                return
            self.told(server.name, "has ended; started again")
            try:
                server.start()
                self.told(server.name, "answers again")
            except StoreError as error:
                self.told(server.name, str(error))

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
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=2)
        for running in self.running.values():
            running.stop()
        if self.helper:
            self.helper.close()
        if self.lender:
            self.lender.close()
        close_servers(self.server, self.caching)


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
        stack.stop()

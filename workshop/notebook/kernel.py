"""The services that a kernel runs, outside itself; a dead kernel leaves nothing running."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from workshop.catalog import Lesson
from workshop.notebook.client import Client
from workshop.notebook.log import Log
from workshop.serve import leftovers, settings
from workshop.serve.helper import Helper
from workshop.serve.launch import Launch
from workshop.serve.starter import MARK, Running
from workshop.stores import keys, valkey
from workshop.stores.caches import Cache, Caches, lender
from workshop.stores.choice import External, caching, close_servers, serving
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.stores.postgres import Server


class Kernel:
    """The services that this kernel runs, by lesson and name; each helper ends, with them, when the kernel does.

    A helper reads from a pipe that only the kernel can write to: it ends at once with the kernel, however that dies.
    """

    def __init__(self) -> None:
        self.mark = leftovers.new_mark()
        self.helpers: dict[str, Helper] = {}
        self.running: dict[tuple[str, str], Running] = {}
        self.ports: dict[tuple[str, str], int] = {}
        self.folder: Path | None = None
        self.server: Server | External | None = None
        self.databases: dict[tuple[str, str], str] = {}
        self.caching: valkey.Server | External | None = None
        self.lender: Caches | None = None
        self.caches: dict[tuple[str, str], Cache] = {}

    def start(self, lesson: Lesson, name: str, folder: Path, env: Mapping[str, str], workers: int) -> Client:
        """Start a service in place of the one started before. Raises StartError and StoreError."""
        key = (lesson.name, name)
        self.stop(key)
        log = self._log(lesson, name, folder)
        entry = lesson.services[name]
        starter = self._helper(lesson).starter
        jobs = Jobs(entry, str(folder), starter, log.path)
        environment = settings.environment(
            entry,
            entry.port,
            data=folder / entry.data if entry.data else None,
            database=self._database(key, jobs, folder) if entry.database else None,
            cache=self._cache(key) if entry.cache else None,
            signing_key=keys.kept(keys.KEPT / f"{name}.pem") if entry.signing_key else None,
            addresses=lesson.addresses(entry),
            given={MARK: self.mark} | dict(env),
        )
        running = starter.start(
            Launch(
                folder=str(folder),
                app=entry.app,
                env=environment,
                log=str(log.path),
                port=_again(self.ports.get(key, 0)),
                workers=workers,
            )
        )
        self.running[key] = running
        self.ports[key] = running.port
        return Client(name, f"http://127.0.0.1:{running.port}", log, _one_at_a_time(running.ended))

    def _database(self, key: tuple[str, str], jobs: Jobs, folder: Path) -> str:
        """The address of a new database in place of the one before, migrated, with the lesson's data in it."""
        self.server = self.server or serving(self.mark)
        databases = Databases(self.server.url, f"w_{self.mark}")
        try:
            if key in self.databases:
                databases.drop(self.databases.pop(key))
            made = databases.create()
        finally:
            databases.close()
        self.databases[key] = made.name
        jobs.migrate(made.url)
        if jobs.service.data:
            jobs.load(made.url, folder / jobs.service.data)
        return made.url

    def _cache(self, key: tuple[str, str]) -> str:
        """The address of the service's database of Valkey, with nothing in it."""
        if self.lender is None:
            self.caching = caching(self.mark)
            self.lender = lender(self.caching, self._folder())
        if key not in self.caches:
            self.caches[key] = self.lender.lend()
        self.caches[key].empty()
        return self.caches[key].url

    def _helper(self, lesson: Lesson) -> Helper:
        helper = self.helpers.get(lesson.name)
        if helper and not helper.works():
            helper.close()
            helper = None
        if helper is None:
            leftovers.clear()
            helper = self.helpers[lesson.name] = Helper(lesson.preload, self.mark)
        return helper

    def _log(self, lesson: Lesson, name: str, folder: Path) -> Log:
        """An empty log for the service."""
        path = self._folder() / f"{lesson.name}-{name}"
        path.unlink(missing_ok=True)
        return Log(path, folder)

    def _folder(self) -> Path:
        """The kernel's temporary folder."""
        if self.folder is None:
            self.folder = Path(leftovers.temporary_folder(self.mark))
        return self.folder

    def stop(self, key: tuple[str, str]) -> None:
        if running := self.running.pop(key, None):
            running.stop()

    def close(self) -> None:
        """End everything."""
        for key in list(self.running):
            self.stop(key)
        for helper in self.helpers.values():
            helper.close()
        if self.lender:
            self.lender.close()
        close_servers(self.server, self.caching)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def _one_at_a_time(ended: Callable[[], str]) -> Callable[[], str]:
    """`ended`, for threads: the first to ask takes in the report, and the others get what it says."""
    lock = threading.Lock()

    def asked() -> str:
        with lock:
            return ended()

    return asked


def _again(port: int) -> int:
    """`port` if a service can have it again, so that addresses in the browser stay good; 0 otherwise."""
    with socket.socket() as probe, contextlib.suppress(OSError):
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return port
    return 0


KERNEL = Kernel()
atexit.register(KERNEL.close)

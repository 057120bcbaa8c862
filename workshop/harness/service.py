"""A service under examination: started fresh for a check, spoken to over HTTP, ended with the check."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from workshop import catalog
from workshop.harness import http
from workshop.harness.caller import Caller
from workshop.harness.database import Database
from workshop.harness.expected import UNFOUND, among
from workshop.harness.http import NoAnswer, Request
from workshop.harness.log import last, lines, tail
from workshop.harness.record import Conversation, Start, left_running, written
from workshop.harness.reply import Reply, Unmet
from workshop.harness.run import Hangs, Run, Starters
from workshop.harness.space import full
from workshop.harness.stores import Stores
from workshop.serve import settings
from workshop.serve.child import OUTPUT_LIMIT
from workshop.serve.launch import THREADS, Launch, StartError
from workshop.serve.removing import remove
from workshop.serve.starter import Running
from workshop.serve.waiting import until
from workshop.stores.jobs import Jobs

if TYPE_CHECKING:
    from redis import Redis

NOT_ASKED = "not asked: the service left others before without an answer"
LOG_SECONDS = 2.0
STORES = {"DATABASE_URL": 5432, "REDIS_URL": 6379}  # the ports that PostgreSQL and Valkey usually have


class NotStarted(Unmet):
    """The service did not start, so that nothing could be asked of it."""


class Service(Caller):
    """One service of the lesson, as a check sees it."""

    def __init__(
        self,
        name: str,
        entry: catalog.Service,
        program: str,
        run: Run,
        starters: Starters,
        conversation: Conversation,
    ) -> None:
        super().__init__(name, conversation)
        self.entry = entry
        self.program = program
        self.run = run
        self.starters = starters
        self.hangs = Hangs(run.scratch)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=run.scratch))
        self.own = self.folder  # in which it may write
        self.url = run.urls.get(name)
        self.base = self.url
        self.running: Running | None = None
        self.launched: Launch | None = None
        self.given: dict[str, str | None] = {}
        self.called: dict[str, Any] = {}  # what it calls, by name: services and stand-ins
        self.stores = Stores(name, entry, program, starters, Path(run.scratch))
        self.log_begins: int | None = None
        self.hang_counted = threading.Lock()  # taken by the first request that hangs, and never given back

    # starting and stopping

    def start(
        self,
        data: Any = UNFOUND,
        env: Mapping[str, str | None] | None = None,
        workers: int = 1,
        threads: int = THREADS,
        migrated: bool = True,
        collection: str = "",
    ) -> Service:
        """Start it holding `data` (nothing unless given), with `env` added to its environment (None takes one away).

        The data are in its DATA_FILE, or in its database, which is new and, unless not `migrated`, has its tables. To a
        service that already runs (--url) the data are sent, each with a POST to its `collection`; what it can't be
        given in that way skips the check. Raises NotStarted when it doesn't start.
        """
        collection = collection or f"/{self.name}"
        if self.url:
            if env or workers > 1 or threads != THREADS or not migrated or data in ([], {}):
                pytest.skip("needs control of the service, to start it with its own data or settings")
            return self if data is UNFOUND else self._send_all(data, collection)
        self.stop()
        data = json.loads(self.entry.empty) if data is UNFOUND else data
        data_file = self._written(json.dumps(data, ensure_ascii=False))
        cache = self.stores.empty_cache() if self.entry.cache else None
        addresses = self.entry.addresses(self._address_of) if self.called else {}
        changed = {name: value for name, value in self.given.items() if name not in self.entry.calls} | dict(env or {})
        files = written(changed, self.program)
        kept = {name: value for name, value in changed.items() if name not in files}
        self.conversation.started(Start(self.name, data, kept, workers, threads, files))
        environment = settings.environment(
            self.entry,
            self.entry.port,
            data=data_file,
            database=self._database_for(data_file, migrated),
            cache=cache,
            signing_key=self.starters.signing_key(self.name) if self.entry.signing_key else None,
            addresses=addresses,
            given=self.given | dict(env or {}),
        )
        for variable, usual in STORES.items():
            self.conversation.listens(urlsplit(environment.get(variable, "")).port or 0, usual)
        self.launched = Launch(
            folder=self.program,
            app=self.entry.app,
            env=environment,
            log=str(self.folder / "log"),
            workers=workers,
            threads=threads,
            own=str(self.own) if self.run.contained else None,
            reads=(*self._named_in(changed), *filter(None, [self.run.bytecode])),
            bytecode=self.run.bytecode,
        )
        self._launch()
        if self.entry.database and self.name in self.run.commands:
            self._send_all(data, collection)
        return self

    def _written(self, data: str) -> Path:
        """Its data file, in a new folder: the one before could lead elsewhere by now, and would only take room."""
        if self.own != self.folder:
            remove(self.own)
        try:
            self.own = Path(tempfile.mkdtemp(dir=self.folder))
            path = self.own / "data.json"
            path.write_text(data, encoding="utf-8")
        except OSError as error:
            raise NotStarted("your service's data to be written", self._full() or str(error.strerror)) from None
        return path

    def _full(self) -> str:
        """That nothing more can be written where it may write, in words; empty where something can."""
        return full(Path(self.run.scratch)) if self.run.contained else ""

    def _named_in(self, env: Mapping[str, str | None]) -> tuple[str, ...]:
        """The folders of the files that these variables name, and of its signing key: it must be able to read there."""
        paths = [path for value in env.values() if (path := Path(value or "")).is_absolute()]
        if self.entry.signing_key:
            paths.append(self.starters.signing_key(self.name))
        return tuple(dict.fromkeys(str(path.parent) for path in paths if path.parent.is_dir()))

    def _address_of(self, called: str) -> str:
        """The address of a service that it calls; one that the check has not started yet is started now."""
        other = self.called[called]
        address = other._need_base() if isinstance(other, Service) else other.url
        return str(address)

    def _database_for(self, data_file: Path, migrated: bool) -> str | None:
        """Make its database, where it has one, with the data of `data_file` in it; the address of it."""
        if not self.entry.database:
            return None
        self._need_patience()
        try:
            return self.stores.new_database(data_file, migrated, self._jobs())
        except StartError as error:
            if error.hung:
                self.hangs.start()
            raise NotStarted("your service's database to be made", self._said_once(error)) from None

    def _jobs(self) -> Jobs:
        return self.stores.jobs(self.folder / "log")

    @property
    def cache(self) -> Redis:
        """A client of its cache, a database of Valkey; skips the check where that can't be had."""
        if self.url:
            pytest.skip("needs to see the service's cache")
        self._need_base()
        assert self.stores.cache is not None, f"lesson.toml gives {self.name} no cache"
        return self.stores.cache.client

    @property
    def database(self) -> Database:
        """Its database; skips the check where that can't be had."""
        if self.url:
            pytest.skip("needs control of the service's database")
        self._need_base()
        assert self.stores.database is not None
        return self.stores.database

    def migrate(self, version: str = "head") -> None:
        """Bring its database to `version`, the newest unless given; raises Unmet when that fails."""
        try:
            self._jobs().migrate(self.database.url, version)
        except StartError as error:
            raise Unmet("the migration to run", self._said_once(error)) from None

    def _said_once(self, error: StartError) -> str:
        """What went wrong, less the lines that will be shown as what it printed."""
        return error.problem if error.where in self.log() else f"{error.problem}\n{error.where}"

    def _send_all(self, data: list[dict[str, Any]], collection: str) -> Service:
        """Create the items of `data` by POST; raises Unmet where one is refused."""
        for item in data:
            sent = {name: value for name, value in item.items() if name != "id"}
            self.post(collection, json=sent).expect(201, because="the check needs it to be there")
        return self

    def holding(self, items: list[Any]) -> Any:
        """The requirement for a list that shows what it was started with: only these where it was started here."""
        return among(items) if self.url else items

    def restart(self) -> Service:
        """End it at once and start it again as before; skips the check when the service is somebody else's."""
        if self.url:
            pytest.skip("needs control of the service, to restart it")
        if self.launched is None:
            return self.start()
        self.stop()
        return self._launch()

    def _launch(self) -> Service:
        assert self.launched is not None
        self._need_patience()
        if self.hangs.too_many_requests():
            raise Unmet("a reply", NOT_ASKED)
        if self.log_begins is None:
            self.log_begins = log.stat().st_size if (log := self.folder / "log").is_file() else 0
        try:
            self.running = self.starters.of(self.name).start(self.launched)
        except StartError as error:
            if error.hung:
                self.hangs.start()
            got = "\n".join(filter(None, (error.problem, self._full(), error.where)))
            raise NotStarted("your service to start", got) from None
        self.conversation.listens(self.running.port, self.entry.port)
        self.base = f"http://127.0.0.1:{self.running.port}"
        return self

    def _need_patience(self) -> None:
        """Raise NotStarted where earlier starts, of whatever check, used up their time."""
        if self.hangs.too_many_starts():
            raise NotStarted("your service to start", "not tried again: it did not finish starting before")

    def stop(self) -> None:
        if self.running is None:
            return
        if full := self._full():
            self.conversation.notes.append(full)
        left = self.running.stop()
        self.running = None
        self.conversation.notes += [left_running(command) for command in left if command]

    # asking

    def exchange(self, request: Request, seconds: float) -> Reply:
        base = self._need_base()
        exchange = self._asked(request)
        if self.hangs.too_many_requests():
            raise Unmet("a reply", NOT_ASKED, request=request)
        try:
            answer = http.send(base, request, seconds)
        except NoAnswer as none:
            raise Unmet("a reply", self._why(none), request=request) from None
        return self._answered(exchange, Reply(request, answer, base))

    def _why(self, none: NoAnswer) -> str:
        """Why no answer came, and how the service has ended if it has; a check's first hang is counted."""
        if none.hung:
            if self.hang_counted.acquire(blocking=False):
                self.hangs.request()
            return str(none)
        return "\n".join(filter(None, (str(none), self.running.ended() if self.running else "", self._full())))

    def _need_base(self) -> str:
        if self.base is None:
            self.start()
        assert self.base is not None
        return self.base

    def routes(self) -> list[tuple[str, str]]:
        """Method and path of each route that is not public (lesson.toml), by its document and by its program.

        An id that nobody has stands in the place of each parameter. Raises Unmet where the routes can't be had.
        """
        from workshop.harness.routes import routes  # which needs this module, and much that few checks need

        return routes(self)

    # what it said

    def log(self) -> str:
        """The last lines it printed, with its own folder left out of paths."""
        path = self.folder / "log"
        said = tail(path, self.program)
        if path.is_file() and path.stat().st_size >= OUTPUT_LIMIT:
            said += f"\n(it printed {OUTPUT_LIMIT // 1024 // 1024} MB; the rest was cut off)"
        return said

    @property
    def logged(self) -> list[str]:
        """The whole lines that it has printed since its first start; skips the check where they can't be had."""
        if self.url:
            pytest.skip("needs to see what the service prints")
        return [] if self.log_begins is None else lines(self.folder / "log", self.log_begins)

    def wait_for_log(
        self, condition: Callable[[list[str]], object], because: str = "", seconds: float = LOG_SECONDS
    ) -> list[str]:
        """Wait until `condition` holds of the lines that it has printed, and give those; raises Unmet."""
        if until(lambda: condition(self.logged), seconds):
            return self.logged
        raise Unmet(f"the log to say so within {seconds:g} seconds", last(self.logged, self.program), because)

    def close(self) -> None:
        self.stop()
        self.stores.close()
        remove(self.folder)

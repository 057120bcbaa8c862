"""A PostgreSQL server beside the containers under examination, and the databases that they get on it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg2

from workshop.harness import database
from workshop.harness.docker import published
from workshop.harness.docker.cli import EngineError, docker, run
from workshop.harness.docker.ownership import options
from workshop.serve.waiting import until
from workshop.stores import databases
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs

if TYPE_CHECKING:
    from workshop.harness.docker.engine import Engine

IMAGE = "postgres:18"
STARTING_SECONDS = 60.0
PASSING = ("-c", "fsync=off", "-c", "full_page_writes=off")  # its data need not outlive the machine


class Postgres:
    """A server in a container, called `name` in the network of the images and published to this machine."""

    def __init__(self, engine: Engine, made: dict[str, str], own: bool = False) -> None:
        self.engine = engine
        self.container = made["container"]
        self.name = made["name"]
        self.own = own
        self.outside = f"postgresql://postgres:{made['password']}@127.0.0.1:{made['port']}/postgres"
        self.databases = Databases(self.outside, f"{engine.given.prefix}c" if not own else f"w_{secrets.token_hex(3)}")

    @staticmethod
    def begin(engine: Engine, name: str) -> dict[str, str]:
        """Start one and wait until it answers; raises EngineError."""
        password = secrets.token_hex(8)
        container, port = published.start(
            5432,
            *options(engine.owner.passing),
            *("--network", engine.network, "--network-alias", name),
            *("--env", f"POSTGRES_PASSWORD={password}"),
            IMAGE,
            *("postgres", *PASSING),
        )
        made = {"container": container, "name": name, "password": password, "port": str(port)}
        Postgres(engine, made).wait()
        return made

    def wait(self) -> None:
        """Wait until it answers; raises EngineError."""
        if not until(self._answers, STARTING_SECONDS):
            raise EngineError(f"PostgreSQL did not start: {run('logs', '--tail=3', self.container).said}")

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.outside, connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def new_database(self, service: str, prepare: bool) -> Beside:
        """An empty database, or with `prepare` one with the tables of `service`; raises StartError."""
        if not prepare:
            return Beside(database.Database(self.databases.create(), self.databases), self)
        engine = self.engine
        entry = engine.lesson.services[service]
        jobs = Jobs(entry, str(engine.folder), engine.starters.of(service), engine.scratch / f"{service}.jobs")
        return Beside(database.fresh(self.databases, service, jobs, engine.scratch), self)

    def close(self) -> None:
        self.databases.close()
        if self.own:
            self.engine.remove(self.container)


class Beside(database.Database):
    """The database of a container: see `Database` for what a check can do with it, and where it is its own server."""

    def __init__(self, made: database.Database, server: Postgres) -> None:
        super().__init__(databases.Database(made.name, made.url), made.among)
        self.server = server

    @property
    def inside(self) -> str:
        """Its address for a container."""
        parts = urlsplit(self.url)
        return f"postgresql://{parts.username}:{parts.password}@{self.server.name}:5432{parts.path}"

    def stop(self) -> None:
        """Shut its server down in order."""
        docker("stop", "--time=10", self._own())

    def kill(self) -> None:
        """End its server at once, as a power cut would."""
        docker("kill", self._own())

    def start(self) -> None:
        """Start its server again, with its data; comes back when it answers."""
        docker("start", self._own())
        self.server.wait()

    def freeze(self) -> None:
        """Stop its server where it stands: connections stay open, nothing answers."""
        docker("pause", self._own())

    def thaw(self) -> None:
        docker("unpause", self._own())

    def _own(self) -> str:
        assert self.server.own, 'others use this server too: ask for one with run(database="own")'
        return self.server.container

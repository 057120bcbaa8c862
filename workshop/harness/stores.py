"""What a service under examination keeps things in: a database and a cache, made for it and gone with it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import psycopg2
import pytest

from workshop import catalog
from workshop.harness.cache import Valkey, lacking
from workshop.harness.database import Database, Postgres, fresh, said
from workshop.harness.reply import Unmet
from workshop.harness.run import Starters
from workshop.harness.space import crowded
from workshop.sandbox.namespaces import STORES
from workshop.serve.launch import StartError
from workshop.serve.removing import remove
from workshop.serve.waiting import until
from workshop.stores.caches import Cache, Caches
from workshop.stores.jobs import Jobs
from workshop.stores.valkey import ValkeyError

RENEWED_SECONDS = 8.0  # in which a Valkey that doesn't answer is started anew, where somebody watches over it


class Stores:
    """The stores of the service `name`, on the servers of the run, unless the check has a server of its own."""

    def __init__(self, name: str, entry: catalog.Service, program: str, starters: Starters, scratch: Path) -> None:
        self.name = name
        self.entry = entry
        self.program = program
        self.starters = starters
        self.scratch = scratch
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.database: Database | None = None
        self.cache: Cache | None = None
        self.made: list[Database] = []
        self.folders: list[Path] = []  # of jobs

    def jobs(self, log: Path) -> Jobs:
        """What migrates and loads its database, and prints to `log`."""
        own = None
        if self.starters.run.contained:
            own = Path(tempfile.mkdtemp(dir=self.scratch))
            self.folders.append(own)
        return Jobs(self.entry, self.program, self.starters.of(self.name), log, own)

    def new_database(self, data: Path, migrated: bool, jobs: Jobs) -> str:
        """Make it a database, with its tables if `migrated`, and with `data` in them; raises StartError."""
        server = self.postgres.databases if self.postgres else self.starters.databases()
        try:
            if migrated:
                self.database = fresh(server, self.name, jobs, self.scratch)
            else:
                self.database = Database(server.create(), server)
        except psycopg2.Error as error:
            raise StartError(f"PostgreSQL could not make it: {said(error)}") from None
        self.made.append(self.database)
        if migrated and data.stat().st_size > len("[]"):
            jobs.load(self.database.url, data)
        return self.database.url

    def empty_cache(self) -> str:
        """Have nothing in its cache, the same throughout the check; the address of it.

        Skips the check without one; raises Unmet where what is contained has made it useless.
        """
        try:
            cache = self._emptied()
        except ValkeyError as error:
            if not self._watched():
                pytest.skip(lacking(error))
            if not until(self._is_empty, RENEWED_SECONDS):
                raise Unmet("a Valkey that answers", str(error).splitlines()[0]) from None
            assert self.cache
            cache = self.cache
        return cache.url

    def _watched(self) -> bool:
        """Whether its Valkey is started anew when it doesn't answer."""
        return self.starters.run.contained and not self.starters.run.no_valkey and self.valkey is None

    def _is_empty(self) -> bool:
        try:
            self._emptied()
        except ValkeyError:
            return False
        return True

    def _emptied(self) -> Cache:
        self.cache = self.cache or self._lender().lend()
        if self.valkey is None or self.valkey.answers():  # the check may have ended its own before this start
            self.cache.empty()
        return self.cache

    def _lender(self) -> Caches:
        return self.valkey.caches if self.valkey else self.starters.caches()

    def close(self) -> None:
        if self.cache:
            self._lender().give_back(self.cache)
            self.cache = None
        for folder in self.folders:
            remove(folder)
        if self.made and self.postgres is None and crowded(STORES):
            self._drop()

    def _drop(self) -> None:
        """Make room for the databases of other checks, which otherwise goes faster for all at the end of the run."""
        for database in self.made:
            with contextlib.suppress(psycopg2.Error):
                database.among.drop(database.name)
        self.made.clear()

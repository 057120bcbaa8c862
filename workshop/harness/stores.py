"""What a service under examination keeps things in: a database and a cache, made for it and gone with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workshop import catalog
from workshop.harness.cache import Valkey, lacking
from workshop.harness.database import Database, Postgres, fresh
from workshop.harness.run import Starters
from workshop.stores.caches import Cache, Caches
from workshop.stores.jobs import Jobs
from workshop.stores.valkey import ValkeyError


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

    def jobs(self, log: Path) -> Jobs:
        """What migrates and loads its database, and prints to `log`."""
        return Jobs(self.entry, self.program, self.starters.of(self.name), log)

    def new_database(self, data: Path, migrated: bool, jobs: Jobs) -> str:
        """Make it a database, with its tables if `migrated`, and with `data` in them; raises StartError."""
        server = self.postgres.databases if self.postgres else self.starters.databases()
        if migrated:
            self.database = fresh(server, self.name, jobs, self.scratch)
            if data.stat().st_size > len("[]"):
                jobs.load(self.database.url, data)
        else:
            self.database = Database(server.create(), server)
        return self.database.url

    def empty_cache(self) -> str:
        """Have nothing in its cache, the same throughout the check; the address of it. Skips the check without one."""
        try:
            self.cache = self.cache or self._lender().lend()
            if self.valkey is None or self.valkey.answers():  # the check may have ended its own before this start
                self.cache.empty()
        except ValkeyError as error:
            pytest.skip(lacking(error))
        return self.cache.url

    def _lender(self) -> Caches:
        return self.valkey.caches if self.valkey else self.starters.caches()

    def close(self) -> None:
        if self.cache:
            self._lender().give_back(self.cache)
            self.cache = None

"""The servers in which the services of a lesson keep their data while they are checked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg2

from workshop.catalog import Service
from workshop.harness.run import Run
from workshop.stores import valkey
from workshop.stores.caches import Caches
from workshop.stores.choice import External, caching, close_servers, runs, serving
from workshop.stores.databases import Databases
from workshop.stores.postgres import Server
from workshop.stores.valkey import ValkeyError


class Backing:
    """PostgreSQL and Valkey for `services`, where these need them; see `start`."""

    def __init__(self, services: Sequence[Service], mark: str) -> None:
        self.services = services
        self.mark = mark
        self.postgres: Server | External | None = None
        self.valkey: valkey.Server | External | None = None
        self.no_valkey = ""
        self.sweeping: threading.Thread | None = None
        self.swept_enough = threading.Event()

    def start(self) -> None:
        """Start what doesn't run, or not any more; raises PostgresError.

        Checks that need Valkey are skipped where there can't be one: `no_valkey` says why.
        """
        if any(service.database for service in self.services) and not runs(self.postgres):
            close_servers(self.postgres)
            self.postgres = serving(self.mark)
        if any(service.cache for service in self.services) and not runs(self.valkey) and not self.no_valkey:
            close_servers(self.valkey)
            try:
                self.valkey = caching(self.mark)
            except ValkeyError as error:
                self.valkey = None
                self.no_valkey = str(error)

    @property
    def pids(self) -> list[int]:
        """The first process of each server that is ours."""
        return [each.process.pid for each in (self.postgres, self.valkey) if each and each.process]

    def clear(self, run: Run) -> None:
        """Leave nothing of a run that is over; what takes its time is done in the background."""
        if run.valkey and isinstance(self.valkey, External):
            with contextlib.suppress(ValkeyError):  # a run that was cancelled has left it as it was
                Caches(run.valkey, Path(run.scratch), ours=False).empty_all()
        if run.postgres:
            databases = Databases(run.postgres, run.prefix)
            self.sweeping = threading.Thread(target=_drop_all, args=(databases, self.swept_enough.is_set), daemon=True)
            self.sweeping.start()

    def close(self) -> None:
        """End the servers that are ours."""
        if isinstance(self.postgres, Server):
            self.swept_enough.set()  # what is left goes with the server
        if self.sweeping:
            self.sweeping.join()
        close_servers(self.postgres, self.valkey)


def _drop_all(databases: Databases, enough: Callable[[], bool]) -> None:
    with contextlib.suppress(psycopg2.Error):  # the server may be gone by then, and they with it
        databases.drop_all(enough)
        databases.close()

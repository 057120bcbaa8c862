"""The servers in which the services of a lesson keep their data while they are checked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

import psycopg2

from workshop.catalog import Service
from workshop.check.watching import Watch
from workshop.harness.run import Run
from workshop.stores import valkey
from workshop.stores.caches import Caches
from workshop.stores.choice import External, caching, close_servers, runs, serving
from workshop.stores.databases import Databases
from workshop.stores.postgres import Server
from workshop.stores.process import StoreError, remove_passing
from workshop.stores.valkey import ValkeyError


class Backing:
    """PostgreSQL and Valkey for `services`, where these need them; see `start`.

    Where the services are `contained`, nobody's to trust, each run has new servers, and a watch over them.
    """

    def __init__(self, services: Sequence[Service], mark: str, contained: bool = False) -> None:
        self.services = services
        self.mark = mark
        self.contained = contained
        self.postgres: Server | External | None = None
        self.valkey: valkey.Server | External | None = None
        self.no_valkey = ""
        self.watch: Watch | None = None
        self.clearing: threading.Thread | None = None  # after a run, in the background
        self.cleared_enough = threading.Event()
        self.spoilt = False  # there is something on PostgreSQL that can't be dropped

    def start(self) -> None:
        """Start what doesn't run, or not any more; raises PostgresError.

        Checks that need Valkey are skipped where there can't be one: `no_valkey` says why.
        """
        if self.contained:
            self._wait()
            self.no_valkey = ""
        self._start()

    def _start(self) -> None:
        if any(service.database for service in self.services) and (self.spoilt or not runs(self.postgres)):
            close_servers(self.postgres)
            self.postgres = None
            self.postgres = serving(self.mark)
            self.spoilt = False
        if any(service.cache for service in self.services) and not runs(self.valkey) and not self.no_valkey:
            close_servers(self.valkey)
            self.valkey = None
            try:
                self.valkey = caching(self.mark)
            except ValkeyError as error:
                self.no_valkey = str(error)

    def begin(self) -> None:
        """A run begins, with the servers that are there."""
        if self.contained:
            self.watch = Watch(
                self.postgres if isinstance(self.postgres, Server) else None,
                self.valkey if isinstance(self.valkey, valkey.Server) else None,
            )

    @property
    def pids(self) -> list[int]:
        """The first process of each server that is ours."""
        return [each.process.pid for each in (self.postgres, self.valkey) if each and each.process]

    def clear(self, run: Run) -> list[str]:
        """Leave nothing of a run that is over; what was done to the servers meanwhile, in words.

        What takes its time is done in the background.
        """
        told = self.watch.end() if self.watch else []
        self.watch = None
        if run.valkey and isinstance(self.valkey, External):
            with contextlib.suppress(ValkeyError):  # a run that was cancelled has left it as it was
                Caches(run.valkey, Path(run.scratch), ours=False).empty_all()
        if run.postgres or (self.contained and self.valkey):
            self._wait()
            self.clearing = threading.Thread(target=self._clear, args=(run,), daemon=True)
            self.clearing.start()
        return told

    def _clear(self, run: Run) -> None:
        if run.postgres and not (self.contained and isinstance(self.postgres, Server)):
            self._drop_all(run.postgres, run.prefix)
        if self.contained:
            self._renew()

    def _drop_all(self, address: str, prefix: str) -> None:
        databases = Databases(address, prefix)
        with contextlib.suppress(psycopg2.Error):  # the server may be gone by then, and they with it
            self.spoilt = bool(databases.drop_all(self.cleared_enough.is_set)) and isinstance(self.postgres, Server)
            databases.close()

    def _renew(self) -> None:
        """Have new servers: that takes no longer than to drop what a run has left, and nothing can be left on them."""
        if isinstance(self.postgres, Server):
            close_servers(self.postgres)
            self.postgres = None
        if isinstance(self.valkey, valkey.Server):
            close_servers(self.valkey)
            self.valkey = None
        remove_passing(self.mark)  # of servers that checks had for themselves
        if not self.cleared_enough.is_set():
            with contextlib.suppress(StoreError, OSError):  # which is told at the next start
                self._start()

    def _wait(self) -> None:
        """Until what is done in the background is over."""
        if self.clearing:
            self.clearing.join()

    def close(self) -> None:
        """End the servers that are ours."""
        if not isinstance(self.postgres, External):
            self.cleared_enough.set()  # what is left goes with the server
        self._wait()
        close_servers(self.postgres, self.valkey)

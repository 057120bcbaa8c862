"""Looks after the servers while what nobody trusts is checked: sees what is done to them, and puts right what it can.

What a service can do to them harms the other checks of the same run; it is told in the run's notes.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from pathlib import Path

import psutil

from workshop.sandbox.namespaces import STORES
from workshop.stores import postgres, valkey
from workshop.stores.process import OwnServer

PAUSE = 0.3  # seconds between two looks
LITTLE = 16 * 1024 * 1024  # bytes: a server that has less room can't make a database
BUSY_SECONDS = 1.0  # of processor time while it doesn't answer: it isn't only kept waiting by this machine
DECIDING_SECONDS = 8.0
MEGABYTE = 1024 * 1024
FULL = (
    "PostgreSQL is full: your service's databases hold {size} MB, and nothing more could be written. Does something "
    "write without end? What was checked meanwhile could write nothing."
)
EMPTIED = "So that others had room, it was ended: what was checked from then on had no database."
ENDED = "PostgreSQL ended while your service used it. What was checked from then on had no database."
HUNG = (
    "Valkey was busy and gave no answer for seconds (does a script go on without end?), so it was started anew, with "
    "nothing in it. What was checked meanwhile had no cache."
)
LOST = "Valkey ended while your service used it, and was started anew, with nothing in it."


class Watch:
    """Watches these servers, of which each may be missing, until `end`."""

    def __init__(self, database: postgres.Server | None, cache: valkey.Server | None) -> None:
        self.database = database
        self.cache = cache
        self.told: dict[str, None] = {}
        self.busy_from: float | None = None  # seconds of processor time that Valkey had used when it last answered
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        if database or cache:
            self.thread.start()

    def end(self) -> list[str]:
        """Look a last time; what has been done to the servers, in words."""
        if self.thread.is_alive():
            self.over.set()
            self.thread.join()
            deadline = time.monotonic() + DECIDING_SECONDS
            self._look()
            while self.busy_from is not None and time.monotonic() < deadline:
                self._look()
        return list(self.told)

    def _watch(self) -> None:
        while not self.over.wait(PAUSE):
            self._look()

    def _look(self) -> None:
        with contextlib.suppress(OSError, psutil.Error):  # one that has just ended is seen the next time
            if self.database:
                self._look_at_database(self.database)
            if self.cache:
                self._look_at_cache(self.cache)

    def _look_at_database(self, server: postgres.Server) -> None:
        if _has_ended(server):
            self.told.setdefault(ENDED)
            self.database = None
        elif shutil.disk_usage(server.folder).free < LITTLE:
            self._full(server)

    def _full(self, server: postgres.Server) -> None:
        """Say so; where others need the same room, the server is ended, and its data go."""
        size = sum(path.lstat().st_size for path in server.folder.rglob("*"))
        full = FULL.format(size=size // MEGABYTE)
        shared = not Path(STORES).is_mount()
        self.told.setdefault(f"{full} {EMPTIED}" if shared else full)
        self.database = None
        if shared:
            server.close()

    def _look_at_cache(self, server: valkey.Server) -> None:
        if _has_ended(server):
            self._start_again(server, LOST)
            return
        used = _processor_seconds(server)
        if server.answers():
            self.busy_from = None
            return
        self.busy_from = used if self.busy_from is None else self.busy_from
        if _processor_seconds(server) - self.busy_from >= BUSY_SECONDS:
            self._start_again(server, HUNG)

    def _start_again(self, server: valkey.Server, why: str) -> None:
        """Where it was: those that know its address go on."""
        self.busy_from = None
        self.told.setdefault(why)
        server.kill()
        try:
            server.start()
        except valkey.ValkeyError:
            self.cache = None


def _has_ended(server: OwnServer) -> bool:
    return server.process is None or server.process.poll() is not None


def _processor_seconds(server: OwnServer) -> float:
    assert server.process
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)

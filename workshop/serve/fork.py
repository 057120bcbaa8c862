"""Start services by asking the warm parent to fork them (Linux)."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from workshop.catalog import ROOT
from workshop.sandbox.plan import Cage
from workshop.serve import leftovers
from workshop.serve.launch import (
    Bound,
    Failed,
    Launch,
    Left,
    Ready,
    Report,
    StartError,
    decode_report,
    encode,
)
from workshop.serve.starter import (
    ENDING_SECONDS,
    JOB_SECONDS,
    START_SECONDS,
    ending,
    helper_environment,
    job_ended,
)

ACCEPTED = b"\n"
WARMING_SECONDS = 30
COMPILING_SECONDS = 5
LONGEST_FOLDER = 70


class WarmParent:
    """The warm parent as a process of ours: started at once, asked through its socket, ended by `close`."""

    def __init__(self, modules: Iterable[str], mark: str = "", cage: Cage | None = None) -> None:
        contained = ["--cage", msgspec.json.encode(cage).decode()] if cage else []
        self.folder = tempfile.mkdtemp(prefix=f"workshop-{mark}-", dir=_short_folder())
        self.address = str(Path(self.folder, "warm"))
        Path(self.folder, "bytecode").mkdir()
        with socket.socket(socket.AF_UNIX) as listener:
            # bound here, so that connecting works from now on and is refused at once should the process end
            listener.bind(self.address)
            listener.listen(64)
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workshop.serve.warm", str(listener.fileno()), *contained, *modules],
                cwd=ROOT,
                env=helper_environment(mark),
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def works(self) -> bool:
        """Whether it still runs; a service can kill it."""
        return self.process.poll() is None

    def compiled(self, folder: str, scratch: str) -> str:
        """A new folder in `scratch` with the bytecode of what can be compiled in `folder`; nothing of it is run.

        What is contained can't keep its own: it could put there what others would run.
        """
        own = tempfile.mkdtemp(prefix="bytecode-", dir=scratch)
        launch = Launch(folder, "", {}, str(Path(scratch, "compiling")), own=own, compiles=True)
        with contextlib.suppress(StartError):
            Forking(self.address).run(launch, COMPILING_SECONDS)
        return own

    def close(self) -> None:
        """End it and every service it has forked."""
        if self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _short_folder() -> str:
    """Where temporary files go; the address of a Unix socket holds no more than 107 characters, see unix(7)."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= LONGEST_FOLDER else leftovers.SHORT


class Forking:
    """Starts services by way of the warm parent at `address`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def start(self, launch: Launch, seconds: float = START_SECONDS) -> Forked:
        return Forked(self._ask_for(launch), launch.workers, time.monotonic() + seconds)

    def run(self, launch: Launch, seconds: float = JOB_SECONDS) -> None:
        job = Forked(self._ask_for(launch), 0, time.monotonic())
        try:
            job_ended(launch, job.code(time.monotonic() + seconds))
        finally:
            job.stop()

    def _ask_for(self, launch: Launch) -> socket.socket:
        """Have the warm parent begin; the connection on which it reports."""
        if launch.own is None:
            launch = msgspec.structs.replace(launch, bytecode=str(Path(self.address).parent / "bytecode"))
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self.address)
            connection.sendall(encode(launch))
            connection.settimeout(WARMING_SECONDS)
            if connection.recv(1) != ACCEPTED:
                raise ConnectionResetError
        except OSError:
            connection.close()
            raise StartError(PARENT_ENDED) from None
        return connection


class Forked:
    """What the warm parent has forked; closing the connection ends it.

    `port` and `pid` are known once all `workers` are ready.
    """

    pid = 0

    def __init__(self, connection: socket.socket, workers: int, deadline: float) -> None:
        self.connection = connection
        self.buffer = b""
        self.end = ""
        self.asking = threading.Lock()  # by requests that were sent at the same moment
        try:
            self.port = self._until_ready(workers, deadline)
        except StartError:
            self.stop()
            raise

    def _until_ready(self, workers: int, deadline: float) -> int:
        port = 0
        while workers:
            match self._next(deadline):
                case Bound(bound, pid):
                    port, self.pid = port or bound, self.pid or pid
                case Ready():
                    workers -= 1
                case Failed(problem, where):
                    raise StartError(problem, where)
                case Left(code, why=why):
                    raise StartError(ending(code, " while starting", why))
        return port

    def _next(self, deadline: float) -> Report:
        """The next report; raises StartError when none comes before `deadline`."""
        while b"\n" not in self.buffer:
            try:
                self.connection.settimeout(max(0.001, deadline - time.monotonic()))
                data = self.connection.recv(65536)
            except TimeoutError:
                raise StartError(HANGS, hung=True) from None
            except OSError:
                data = b""
            if not data:
                raise StartError(PARENT_ENDED)
            self.buffer += data
            if len(self.buffer) > LONGEST_REPORT:
                raise StartError(MEDDLED)
        line, _, self.buffer = self.buffer.partition(b"\n")
        try:
            return decode_report(line)
        except msgspec.DecodeError:
            raise StartError(MEDDLED) from None

    def code(self, deadline: float) -> int | None:
        """The exit code it ends with, None when it hasn't by `deadline`; raises StartError with what went wrong."""
        try:
            while True:
                match self._next(deadline):
                    case Failed(problem, where):
                        raise StartError(problem, where)
                    case Left(code, why=why) if why:
                        raise StartError(ending(code, "", why))
                    case Left(code):
                        return code
        except StartError as error:
            if error.hung:
                return None
            raise

    def ended(self) -> str:
        """How its first process has ended, in words; empty when it still runs after a moment's waiting."""
        with self.asking:
            deadline = time.monotonic() + ENDING_SECONDS
            try:
                while not self.end:
                    match self._next(deadline):
                        case Left(code, why=why):
                            self.end = ending(code, "", why)
            except StartError as error:
                self.end = "" if error.hung else error.problem
            return self.end

    def stop(self) -> tuple[str, ...]:
        """End the service; gives the command lines of processes it left behind outside its own group."""
        found: tuple[str, ...] = ()
        with contextlib.suppress(OSError, StartError):
            self.connection.shutdown(socket.SHUT_WR)
            deadline = time.monotonic() + 5
            while True:
                report = self._next(deadline)
                if isinstance(report, Left):
                    found += report.processes
        self.connection.close()
        return found


LONGEST_REPORT = 1024 * 1024
MEDDLED = "your program wrote into the line on which the workshop is told how it starts"
HANGS = "your program did not finish starting: does it loop, wait for something, or call app.run() when imported?"
PARENT_ENDED = "the process that starts your service has ended: does your program kill its parent, os.getppid()?"

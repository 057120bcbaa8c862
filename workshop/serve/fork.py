"""Start services by asking the warm parent to fork them (Linux)."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from workshop.catalog import ROOT
from workshop.serve.launch import Failed, Launch, Left, Ready, Report, StartError, decode_report, encode
from workshop.serve.starter import START_SECONDS, helper_environment


class WarmParent:
    """The warm parent as a process of ours: started at once, asked through its socket, ended by `close`."""

    def __init__(self, modules: Iterable[str]) -> None:
        self.folder = tempfile.mkdtemp(prefix="workshop-")
        self.address = str(Path(self.folder, "warm"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workshop.serve.warm", self.address, *modules],
            cwd=ROOT,
            env=helper_environment(),
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

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


class Forking:
    """Starts services by way of the warm parent at `address`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def start(self, launch: Launch, seconds: float = START_SECONDS) -> Forked:
        connection = self._connect(time.monotonic() + 30)
        connection.sendall(encode(launch))
        return Forked(connection, launch, time.monotonic() + seconds)

    def _connect(self, deadline: float) -> socket.socket:
        """Connect to the warm parent, waiting while it is still importing."""
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self.address)
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
                if time.monotonic() > deadline or not Path(self.address).parent.exists():
                    raise StartError("the workshop's own helper process has ended: run the command again") from None
                time.sleep(0.005)
            else:
                return connection


class Forked:
    """A service forked by the warm parent; closing the connection ends it."""

    def __init__(self, connection: socket.socket, launch: Launch, deadline: float) -> None:
        self.connection = connection
        self.buffer = b""
        self.left: Left | None = None
        try:
            self.port = self._until_ready(launch.workers, deadline)
        except StartError:
            self.stop()
            raise

    def _until_ready(self, workers: int, deadline: float) -> int:
        port = 0
        while workers:
            match self._next(deadline):
                case Ready(port):
                    workers -= 1
                case Failed(problem, where):
                    raise StartError(problem, where)
                case Left(code):
                    raise StartError(_ended(code))
        return port

    def _next(self, deadline: float) -> Report:
        """The next report; raises StartError when none comes before `deadline`."""
        while b"\n" not in self.buffer:
            self.connection.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                data = self.connection.recv(65536)
            except TimeoutError:
                raise StartError(HANGS, hung=True) from None
            except OSError:
                data = b""
            if not data:
                raise StartError("the service's process ended without a word")
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        return decode_report(line)

    def alive(self) -> bool:
        """Whether no end has been reported so far."""
        self.connection.settimeout(0)
        with contextlib.suppress(OSError):
            self.buffer += self.connection.recv(65536)
        *lines, self.buffer = self.buffer.split(b"\n")
        reports = [decode_report(line) for line in lines]
        self.left = next((report for report in reports if isinstance(report, Left)), self.left)
        return self.left is None

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


HANGS = "your program did not finish starting: does it loop, wait for something, or call app.run() when imported?"


def _ended(code: int) -> str:
    if code < 0:
        return f"the service was killed by signal {-code} while starting"
    return f"the service ended while starting, with exit code {code}"

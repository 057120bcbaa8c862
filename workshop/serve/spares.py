"""Start services from a few spare processes that have imported the frameworks already (any system)."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable
from typing import IO

from workshop.catalog import ROOT
from workshop.serve.fork import HANGS
from workshop.serve.launch import Failed, Launch, Ready, Report, StartError, decode_report, encode
from workshop.serve.starter import START_SECONDS, helper_environment, kill_tree

KEPT = 2


class Spares:
    """Keeps `KEPT` spare processes ready; each start uses one up and sets the next one going."""

    def __init__(self, modules: Iterable[str], kept: int = KEPT) -> None:
        self.modules = tuple(modules)
        self.kept = kept
        self.waiting: deque[subprocess.Popen[bytes]] = deque()
        self._refill()

    def start(self, launch: Launch, seconds: float = START_SECONDS) -> Spare:
        self._refill()
        process = self.waiting.popleft()
        spare = Spare(process, launch, seconds)
        self._refill()
        return spare

    def close(self) -> None:
        """End the spares that were not used."""
        while self.waiting:
            _end(self.waiting.popleft())

    def _refill(self) -> None:
        while len(self.waiting) < max(1, self.kept):
            self.waiting.append(
                subprocess.Popen(
                    [sys.executable, "-m", "workshop.serve.spare", *self.modules],
                    cwd=ROOT,
                    env=helper_environment(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    start_new_session=True,
                )
            )


class Spare:
    """A service that a spare has become; closing its standard input ends it."""

    def __init__(self, process: subprocess.Popen[bytes], launch: Launch, seconds: float) -> None:
        self.process = process
        self.reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        assert process.stdin
        assert process.stdout
        process.stdin.write(encode(launch))
        process.stdin.flush()
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()
        try:
            self.port = self._until_ready(launch.workers, seconds)
        except StartError:
            self.stop()
            raise

    def _read(self, output: IO[bytes]) -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in output:
                self.reports.put(decode_report(line))
        self.reports.put(None)

    def _until_ready(self, workers: int, seconds: float) -> int:
        port, deadline = 0, time.monotonic() + seconds
        if sys.platform == "win32":
            workers = 1
        while workers:
            try:
                report = self.reports.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise StartError(HANGS, hung=True) from None
            match report:
                case Ready(port):
                    workers -= 1
                case Failed(problem, where):
                    raise StartError(problem, where)
                case _:
                    raise StartError("the service's process ended while starting")
        return port

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> tuple[str, ...]:
        _end(self.process)
        return ()


def _end(process: subprocess.Popen[bytes]) -> None:
    kill_tree(process.pid)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()

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
from workshop.serve.job import run_job
from workshop.serve.launch import Bound, Failed, Launch, Ready, Report, StartError, decode_report, encode
from workshop.serve.starter import ENDING_SECONDS, JOB_SECONDS, START_SECONDS, ending, helper_environment, kill_tree

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
        try:
            return Spare(process, launch, seconds)
        finally:
            self._refill()

    def run(self, launch: Launch, seconds: float = JOB_SECONDS) -> None:
        run_job(launch, seconds)

    def __enter__(self) -> Spares:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the spares that were not used."""
        while self.waiting:
            unused = self.waiting.popleft()
            _end(unused)
            if unused.stdout:
                unused.stdout.close()

    def _refill(self) -> None:
        self.waiting = deque(process for process in self.waiting if process.poll() is None)
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
        self.pid = process.pid
        self.reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError):  # that it has ended is seen below
            process.stdin.write(encode(launch))
            process.stdin.flush()
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()
        try:
            self.port = self._until_ready(launch.workers, seconds)
        except StartError:
            self.stop()
            raise

    def _read(self, output: IO[bytes]) -> None:
        """In a thread: take in reports until the last process that holds the other end has closed it."""
        with contextlib.suppress(ValueError, OSError), output:
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
                case Bound():  # where nothing is contained, Ready says the same
                    continue
                case Ready(port, _):
                    workers -= 1
                case Failed(problem, where):
                    raise StartError(problem, where)
                case _:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        raise StartError(ending(self.process.wait(ENDING_SECONDS), " while starting"))
                    raise StartError("the service closed everything it had open, the workshop's line too")
        return port

    def ended(self) -> str:
        """How its first process has ended, in words; empty when it still runs after a moment's waiting."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return ending(self.process.wait(ENDING_SECONDS))
        return ""

    def stop(self) -> tuple[str, ...]:
        _end(self.process)
        return ()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a spare; what comes from its output is not awaited, since a process that it left may still hold it."""
    kill_tree(process.pid)
    process.wait()
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()

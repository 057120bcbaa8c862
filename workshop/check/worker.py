"""The process that runs checks: a pytest session that has collected a lesson's checks and then waits for orders.

`python -m workshop.check.worker LESSON`: a line of JSON with a Run comes in; the names of its checks, each one's result
as it is known and a line that ends the run go out. Where forking is safe a run is done by forked processes side by
side, which also makes each run a fresh one; elsewhere it is done in this process.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

import msgspec
import pytest

from workshop import catalog
from workshop.catalog import ROOT
from workshop.check.message import CANCEL, Message
from workshop.check.order import Order
from workshop.harness.plugin import Checks, guarded_task, task_number
from workshop.harness.record import CheckResult
from workshop.harness.run import Run, Settled
from workshop.serve.starter import can_fork, kill_tree

SIDE_BY_SIDE = max(4, min(6, os.cpu_count() or 1))  # more than there are cores: checks wait for time-outs, too
SILENCE = 30  # seconds in which no check comes to its end, and all are given up
ENGINE_SILENCE = 900  # the same where an image may be built first
Send = Callable[[Message], None]


def main(lesson: str) -> None:
    """Collect the checks of `lesson` and do the runs that standard input orders, until it ends."""
    output = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    order = Order()

    def send(message: Message) -> None:
        if message.result:
            order.note(message.result)
        os.write(output, msgspec.json.encode(message) + b"\n")

    checks = Checks()
    found = catalog.find(lesson)
    silence = ENGINE_SILENCE if found.engine else SILENCE
    runner = Forked(checks, send, silence) if can_fork() else InProcess(checks, send)
    plugins: list[Any] = [checks, Session(order, send, runner)]
    quiet = ["-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:warnings", "-o", "addopts=", "-s"]
    if any(service.cache for service in found.services.values()):
        importlib.import_module("redis")  # a tenth of a second: once here, for all that are forked
    folder = str(found.checks)
    pytest.main([folder, *quiet, "--import-mode=importlib", "--assert=plain", f"--rootdir={ROOT}"], plugins=plugins)


class Session:
    """Keeps the pytest session going: once the checks are collected, each order is a run over them."""

    def __init__(self, order: Order, send: Send, runner: Forked | InProcess) -> None:
        self.order = order
        self.send = send
        self.runner = runner
        self.problems = 0

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems += 1
            self.send(Message(problem=str(report.longrepr)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not self.problems:
            for line in self.runner.orders():
                run = msgspec.json.decode(line, type=Run)
                items = [item for item in session.items if _is_wanted(item, run)]
                self.send(Message(collected=tuple((item.name, task_number(item) or 0) for item in items)))
                self.runner.do(run, self.order.of(items, run))
                self.send(Message(ended=True))
        return True


def _is_wanted(item: pytest.Item, run: Run) -> bool:
    return (not run.tasks or task_number(item) in run.tasks) and (not run.checks or item.name in run.checks)


def _kill(pipes: dict[Connection, Any]) -> None:
    for process in pipes.values():
        process.kill()


def _telling(settled: Settled, send: Send) -> Callable[[CheckResult], None]:
    """What is done with each result: it is noted where it settles a task, and sent."""

    def tell(result: CheckResult) -> None:
        settled.note(result)
        send(Message(result=result))

    return tell


def _run_check(item: pytest.Item, settled: Settled, send: Send) -> None:
    """Run a check and send its result; or that it is left out, where it would say nothing new."""
    if settled.is_settled(guarded_task(item) or task_number(item)):
        send(Message(left_out=item.name))
    else:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


class InProcess:
    """Does runs one check after the other in this process."""

    def __init__(self, checks: Checks, send: Send) -> None:
        self.checks = checks
        self.send = send

    def orders(self) -> Iterator[bytes]:
        """The lines that come in; the end of input ends this process at once, and by that its services."""
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()
        while True:
            yield lines.get()

    def _read(self, lines: queue.SimpleQueue[bytes]) -> None:
        for line in sys.stdin.buffer:
            lines.put(line)
        kill_tree(os.getpid())

    def do(self, run: Run, items: list[pytest.Item]) -> None:
        self.checks.begin(run)
        settled = Settled(run)
        self.checks.sink = _telling(settled, self.send)
        for item in items:
            _run_check(item, settled, self.send)


class Forked:
    """Does each run in forked processes that take the checks from one list; a line or the end of input cancels it.

    A run is given up when no check comes to its end for `silence` seconds.
    """

    def __init__(self, checks: Checks, send: Send, silence: float = SILENCE) -> None:
        self.checks = checks
        self.send = send
        self.silence = silence
        self.input = sys.stdin.fileno()
        self.waiting = b""
        self.context = multiprocessing.get_context("fork")

    def orders(self) -> Iterator[bytes]:
        """The lines that come in; the end of input ends this process and everything it has forked."""
        while True:
            *lines, self.waiting = self.waiting.split(b"\n")
            yield from (line for line in lines if line != CANCEL)
            if not lines:
                self._read()

    def _read(self) -> None:
        data = os.read(self.input, 65536)
        if not data:
            os.killpg(0, signal.SIGKILL)
        self.waiting += data

    def do(self, run: Run, items: list[pytest.Item]) -> None:
        self.checks.begin(run)
        taken = self.context.Value("i", 0)
        pipes: dict[Connection, Any] = {}
        for _ in range(min(SIDE_BY_SIDE, len(items))):
            ours, theirs = self.context.Pipe(duplex=False)
            process = self.context.Process(target=self._work, args=(theirs, taken, items, run))
            process.start()
            theirs.close()
            pipes[ours] = process
        while pipes:
            happened = wait([*pipes, self.input], timeout=self.silence)
            if not happened:
                self.send(Message(problem=f"no check came to its end for {self.silence:g} seconds"))
                _kill(pipes)
            for ready in happened:
                if isinstance(ready, Connection):
                    try:
                        self.send(msgspec.json.decode(ready.recv_bytes(), type=Message))
                    except (EOFError, OSError):
                        pipes.pop(ready).join()
                else:
                    self._read()
                    _kill(pipes)

    def _work(self, pipe: Connection, taken: Any, items: list[pytest.Item], run: Run) -> None:
        """In a forked process: take and run checks until none is left."""
        os.close(self.input)

        def send(message: Message) -> None:
            pipe.send_bytes(msgspec.json.encode(message))

        settled = Settled(run)
        self.checks.sink = _telling(settled, send)
        while True:
            with taken.get_lock():
                index = taken.value
                taken.value += 1
            if index >= len(items):
                pipe.close()
                os._exit(0)
            _run_check(items[index], settled, send)


if __name__ == "__main__":
    main(sys.argv[1])

"""The process that runs checks: a pytest session that has collected a lesson's checks and then waits for orders.

`python -m workshop.check.worker LESSON`: a line of JSON with a Run comes in; the names of its checks, each one's result
as it is known and a line that ends the run go out. Where forking is safe a run is done by forked processes side by
side, which also makes each run a fresh one; elsewhere it is done in this process.
"""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from workshop import catalog
from workshop.catalog import ROOT
from workshop.check.forked import Forked
from workshop.check.message import Message
from workshop.check.one import Send, run_check, telling
from workshop.check.order import Order
from workshop.harness.plugin import Checks, task_number
from workshop.harness.run import Run, Settled
from workshop.serve.starter import can_fork, kill_tree

SILENCE = 30  # seconds in which no check comes to its end, and all are given up
ENGINE_SILENCE = 900  # the same where an image may be built first


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
        self.checks.sink = telling(settled, self.send)
        for item in items:
            run_check(item, settled, self.send)


if __name__ == "__main__":
    main(sys.argv[1])

"""Runs of checks in forked processes, side by side; what has failed there may be tried once more, alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

import msgspec
import pytest

from workshop.check.message import CANCEL, Message
from workshop.check.one import Send, run_check, telling
from workshop.harness.plugin import Checks, unended
from workshop.harness.run import Hangs, Run, Settled

SIDE_BY_SIDE = max(4, min(6, os.cpu_count() or 1))  # more than there are cores: checks wait for time-outs, too
AGAIN_SECONDS = 120.0  # after which no more of what has failed is tried once more


class Forked:
    """Does each run in forked processes that take the checks from one list; a line or the end of input cancels it.

    When no check comes to its end for `silence` seconds, a run is given up; one in which what fails is tried again goes
    on without those that hang, which have failed.
    """

    def __init__(self, checks: Checks, send: Send, silence: float) -> None:
        self.checks = checks
        self.send = send
        self.silence = silence
        self.input = sys.stdin.fileno()
        self.waiting = b""
        self.context = multiprocessing.get_context("fork")
        self.failed: set[str] = set()
        self.cancelled = False

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
        """Run these checks, and send what comes of each."""
        self.checks.begin(run)
        self.failed.clear()
        self.cancelled = False
        began = time.monotonic()
        Pass(self, run, items, SIDE_BY_SIDE).do()
        if run.again and not self.cancelled:
            hangs = Hangs(run.scratch)
            # once something hung, what was still tried depended on who was quicker: all have to be, in one order
            again = [item for item in items if hangs.any() or item.name in self.failed]
            hangs.alone()
            for item in sorted(again, key=lambda item: item.name):
                if self.cancelled or time.monotonic() - began >= AGAIN_SECONDS:
                    break
                Pass(self, run, [item], 1).do()

    def told(self, message: Message) -> None:
        """Send what a process has to say, and remember what failed."""
        if message.result and message.result.status == "failed":
            self.failed.add(message.result.name)
        self.send(message)


class Pass:
    """Some checks of a run, by a number of processes."""

    def __init__(self, forked: Forked, run: Run, items: list[pytest.Item], number: int) -> None:
        self.forked = forked
        self.run = run
        self.items = items
        self.number = min(number, len(items))
        self.taken = forked.context.Value("i", 0)
        self.processes: dict[Connection, Any] = {}
        self.at: dict[Connection, int] = {}  # the check that each is at, by its place in the list

    def do(self) -> None:
        """Come back when they are through."""
        for _ in range(self.number):
            self._begin()
        while self.processes:
            happened = wait([*self.processes, self.forked.input], timeout=self.forked.silence)
            if not happened:
                self._give_up()
            for ready in happened:
                if isinstance(ready, Connection):
                    self._take(ready)
                else:
                    self.forked._read()
                    self.forked.cancelled = True
                    self._kill()

    def _begin(self) -> None:
        ours, theirs = self.forked.context.Pipe(duplex=False)
        process = self.forked.context.Process(target=self._work, args=(theirs,))
        process.start()
        theirs.close()
        self.processes[ours] = process

    def _take(self, ready: Connection) -> None:
        try:
            said = ready.recv_bytes()
        except (EOFError, OSError):
            self._ended(ready)
            return
        if said.isdigit():
            self.at[ready] = int(said)
        else:
            self.forked.told(msgspec.json.decode(said, type=Message))

    def _ended(self, pipe: Connection) -> None:
        """A process is through; where it was killed in the midst of a check, that has failed, and another goes on."""
        process = self.processes.pop(pipe)
        process.join()
        at = self.at.pop(pipe, None)
        if process.exitcode and at is not None and self.run.again and not self.forked.cancelled:
            self.forked.told(Message(result=unended(self.items[at], self.forked.silence)))
            self._begin()

    def _give_up(self) -> None:
        if not self.run.again:
            self.forked.send(Message(problem=f"no check came to its end for {self.forked.silence:g} seconds"))
        self._kill()

    def _kill(self) -> None:
        for process in self.processes.values():
            process.kill()

    def _work(self, pipe: Connection) -> None:
        """In a forked process: take and run checks until none is left."""
        os.close(self.forked.input)

        def send(message: Message) -> None:
            pipe.send_bytes(msgspec.json.encode(message))

        settled = Settled(self.run)
        self.forked.checks.sink = telling(settled, send)
        while True:
            with self.taken.get_lock():
                index = self.taken.value
                self.taken.value += 1
            if index >= len(self.items):
                pipe.close()
                os._exit(0)
            pipe.send_bytes(str(index).encode())
            run_check(self.items[index], settled, send)

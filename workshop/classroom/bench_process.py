"""The process of a bench as it is seen from outside: asked, watched, ended, and started anew when it is asked again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from workshop.catalog import ROOT, Lesson
from workshop.check.verdict import Verdict
from workshop.classroom.bench import Order, Outcome
from workshop.sandbox import room
from workshop.sandbox.plan import Cage
from workshop.serve import leftovers
from workshop.serve.removing import remove
from workshop.serve.starter import MARK, kill_tree

MODULE = "workshop.classroom.bench"
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "SYSTEMROOT")  # nothing else that the grader knows
STEADY = {"PYTHONHASHSEED": "0"}  # what is made of sets is in one order, whichever bench it is
MOST_SECONDS = 900.0  # that an answer is waited for
ENDING_SECONDS = 20
ENDED = "The process that checked it ended."


class NoAnswer(Exception):
    """There is no verdict, for a reason that may be the machine's; the message says why. Asked again, it is new."""


class TooLate(NoAnswer):
    """There was no answer in time."""


class BenchProcess:
    """The process that checks submissions of `lesson`, contained by `cage`; there is none before it is asked.

    It may write to `scratch`, and what it is asked about lies in the folder `needed`.
    """

    def __init__(self, lesson: Lesson, cage: Cage, scratch: Path, needed: Path) -> None:
        self.lesson = lesson
        self.cage = cage
        self.scratch = scratch  # which the room replaces by one of its own, of limited size
        self.needed = needed
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, order: Order) -> Verdict:
        """The verdict on what is ordered; raises NoAnswer, and OSError where no process can be started."""
        try:
            outcome = self._answer(order)
            if outcome.verdict is None:
                raise NoAnswer(outcome.problem)
        except NoAnswer:
            self.end()
            raise
        return outcome.verdict

    def _answer(self, order: Order) -> Outcome:
        process = self._running()
        assert process.stdin
        assert process.stdout
        line = b""
        with _watched(process.pid) as late, contextlib.suppress(BrokenPipeError):
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if line.endswith(b"\n"):
            with contextlib.suppress(msgspec.MsgspecError):
                return msgspec.json.decode(line, type=Outcome)
        raise TooLate if late.is_set() else NoAnswer(ENDED)

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.end()
            remove(self.scratch)
            self.scratch.mkdir()
            command = [sys.executable, "-m", MODULE, self.lesson.name, msgspec.json.encode(self.cage).decode()]
            self.process = subprocess.Popen(
                room.command(self.cage, *command, scratch=str(self.scratch), needed=[str(self.needed)]),
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        return self.process

    def _environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        own = {"TMPDIR": str(self.scratch), "HOME": str(self.scratch), MARK: leftovers.own_mark(), **STEADY}
        if "pid" in self.cage.layers:  # it counts its processes by itself, and they all end with it
            own[leftovers.NOTES] = str(self.scratch / "processes")
        return inherited | own

    def kill(self) -> None:
        """End it at once, whatever it does; who waits for an answer gets none. Any thread may call this."""
        if process := self.process:
            kill_tree(process.pid)

    def end(self) -> None:
        """End it, and all that it has started."""
        if self.process is None:
            return
        assert self.process.stdin
        assert self.process.stdout
        with contextlib.suppress(OSError):
            self.process.stdin.close()  # which it ends at, in good order
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            kill_tree(self.process.pid)
            self.process.wait()
        self.process.stdout.close()
        self.process = None


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[threading.Event]:
    """Kill that process when the block takes too long, which sets the event; afterwards nothing is killed any more."""
    late = threading.Event()

    def give_up() -> None:
        late.set()
        kill_tree(pid)

    watchdog = threading.Timer(MOST_SECONDS, give_up)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield late
    finally:
        watchdog.cancel()
        watchdog.join()  # it may be at it

"""A process and all below it: how they are, and what can be done to all of them.

psutil looks, before it does anything, whether the process still is the one that it was: a stranger who has its number
by now is left alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Literal

import psutil

from workshop.serve.waiting import until

FREEZING_SECONDS = 2.0
KILL_SECONDS = 2.0
STILL = (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
ENDED = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)  # in a container one may stay that for good
State = Literal["running", "frozen", "away"]


def state(first: psutil.Process) -> State:
    """How it is. Only the first process is looked at, which is quick."""
    with contextlib.suppress(psutil.Error):
        status = first.status() if first.is_running() else psutil.STATUS_DEAD
        if status not in ENDED:
            return "frozen" if status in STILL else "running"
    return "away"


def freeze(first: psutil.Process) -> None:
    """Stop every process where it stands, and wait until they are: a signal takes a moment to work."""
    _each(first, psutil.Process.suspend)
    until(lambda: all(state(process) != "running" for process in _all(first)), FREEZING_SECONDS)


def thaw(first: psutil.Process) -> None:
    """Let them go on."""
    _each(first, psutil.Process.resume)


def kill(first: psutil.Process) -> None:
    """Kill them all, the first one last, and wait until they have ended; what has gone already is no error."""
    family = list(_all(first))
    for process in reversed(family):
        with contextlib.suppress(psutil.Error):
            process.kill()
    until(lambda: all(state(process) == "away" for process in family), KILL_SECONDS)


class Family:
    """What runs as one or more processes, from the `first` on; there is none before it is started."""

    first: psutil.Process | None = None

    def state(self) -> State:
        """How its first process is."""
        return state(self.first) if self.first else "away"

    def freeze(self) -> None:
        """Stop every process of it where it stands: connections stay open, nothing answers."""
        if self.first:
            freeze(self.first)

    def thaw(self) -> None:
        """Let them go on."""
        if self.first:
            thaw(self.first)


def _each(first: psutil.Process, do: Callable[[psutil.Process], None]) -> None:
    for process in _all(first):
        with contextlib.suppress(psutil.Error):
            do(process)


def _all(first: psutil.Process) -> Iterator[psutil.Process]:
    """The process, and then those below it, which are looked for once that one has been dealt with."""
    yield first
    with contextlib.suppress(psutil.Error):
        yield from first.children(recursive=True)

"""Which limit ended a service."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

from workshop.sandbox.plan import Cage

COUNTS = ("memory.oom_control", "memory.events")  # of version 1 and 2
MEGABYTE = 1024 * 1024

if hasattr(signal, "SIGXCPU"):
    TIME_UP, TOO_LARGE, NO_SUCH_CALL, KILLED = signal.SIGXCPU, signal.SIGXFSZ, signal.SIGSYS, signal.SIGKILL


def why(code: int, cage: Cage, *, seconds: float = 0.0, killed_before: int = 0) -> str:
    """The limit that ended a process of `cage` with this exit code (a signal's is negative), empty where none has.

    `seconds` is the processor time it used, by which the end of the first process of a PID namespace is told apart: it
    gets no warning. `killed_before` is what `memory_kills` gave when it was started.
    """
    limits = cage.limits
    time_up = f"it used more than {limits.cpu_seconds} seconds of processor time"
    if code == -TIME_UP:
        return time_up
    if code == -TOO_LARGE:
        return f"it wrote a file of more than {limits.file_size // MEGABYTE} MB"
    if code == -NO_SUCH_CALL:
        return "it made a system call in a way that this machine's programs don't"
    if code == -KILLED and memory_kills(cage) > killed_before:
        return f"it used more than {limits.memory // MEGABYTE} MB of memory"
    if code == -KILLED and seconds >= limits.cpu_seconds:
        return time_up
    return ""


def memory_kills(cage: Cage) -> int:
    """How many processes in the cage's control groups the kernel has ended so far because memory was used up."""
    total = 0
    for group in cage.groups:
        for name in COUNTS:
            with suppress(OSError):
                counted = dict(entry.split() for entry in Path(group, name).read_text().splitlines())
                total += int(counted.get("oom_kill", 0))
    return total

import os
from pathlib import Path

from . import spy

GETFD = 438  # pidfd_getfd, the same number on all architectures


def stolen(pid: int, number: int) -> int:
    """A copy of its descriptor."""
    pidfd = os.pidfd_open(pid)
    return spy.call("syscall", GETFD, pidfd, number, 0)


for pid in {os.getppid(), 1, spy.GIVEN["pid"]} - {0, os.getpid()}:
    for number in range(8):
        spy.attempt(f"{number} of {pid}", lambda pid=pid, number=number: [stolen(pid, number)])
        spy.attempt(f"file {number} of {pid}", lambda pid=pid, n=number: Path(f"/proc/{pid}/fd/{n}").read_bytes()[:9])

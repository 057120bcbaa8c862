"""Users for learner code where the grader is root: a number for each worker slot that nobody else has."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import pwd

FIRST = 61_000  # nobody gives out these: systemd's own begin at 61184, and few containers know any above 65535
LAST = 61_183
FOLDER = Path("/run/workshop-users")


class NoUser(OSError):
    """All numbers are taken."""


@contextmanager
def held(slot: int, folder: Path = FOLDER) -> Iterator[int]:
    """The number of a user for worker slot `slot` that is no other grader's, until the block ends.

    Other graders on this machine see a locked file in a folder that only root can use.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for uid in _numbers(slot):
        descriptor = os.open(folder / str(uid), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not _known(uid) and not running(uid):
                    yield uid
                    return
        finally:
            os.close(descriptor)
    raise NoUser(f"all users from {FIRST} to {LAST} are taken")


def usual(slot: int) -> int:
    """The number that worker slot `slot` has where nobody else has taken it."""
    return FIRST + slot % (LAST - FIRST + 1)


def _numbers(slot: int) -> Iterator[int]:
    """The slot's usual number, and then all others."""
    return (usual(slot + offset) for offset in range(LAST - FIRST + 1))


def _known(uid: int) -> bool:
    """Whether somebody has this number."""
    with suppress(KeyError):
        pwd.getpwuid(uid)
        return True
    return False


def running(uid: int) -> bool:
    """Whether a process of this user still runs."""
    return threads(uid) > 0


def threads(uid: int) -> int:
    """How many threads this user's processes have."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            found = dict(entry.split(":", 1) for entry in status.read_text(errors="replace").splitlines())
            if int(found["Uid"].split()[0]) == uid and not found["State"].strip().startswith("Z"):
                total += int(found["Threads"])
    return total

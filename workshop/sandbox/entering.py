"""Enter the cage: what a forked service does to itself before any learner code is imported.

Everything that this needs is imported here: once inside, the workshop's own files can't be read any more.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from workshop.sandbox import kernel, landlock, limits, seccomp
from workshop.sandbox.plan import Cage, SandboxError, layer

MEMBERS = "cgroup.procs"
OUT_OF_MEMORY = Path("/proc/self/oom_score_adj")
LANDLOCK = landlock.abi()
if kernel.LINUX:
    seccomp.prepare()
_joined: set[tuple[str, ...]] = set()


def enter(cage: Cage, *, folder: str, writable: Sequence[str], readable: Sequence[str], ports: Sequence[int]) -> None:
    """Contain this process, and all that it will start, in `cage`, for good.

    It can then read and execute what is in `folder`, in `readable` and in what the cage has to read, read and write
    what is in `writable` (which becomes its user's), and connect to these TCP `ports`. To be called in a process with
    one thread, when all that it listens on is listening. Raises SandboxError where a layer can't be entered.
    """
    if not kernel.LINUX:
        if cage.layers:
            raise SandboxError(cage.layers[0], kernel.ELSEWHERE)
        return
    with layer("cgroup"):
        if cage.groups not in _joined:
            _join(cage.groups)
        OUT_OF_MEMORY.write_bytes(b"1000")  # it ends first where memory is used up: before its parent, and all others
    if "limits" in cage.layers:
        with layer("limits"):
            limits.enter(cage.limits)
    with layer("uid"):
        _become(cage.uid, writable)
    with layer("no_new_privs"):
        kernel.control(kernel.SET_NO_NEW_PRIVILEGES, 1)
        kernel.control(kernel.SET_DUMPABLE, 0)
    if "landlock" in cage.layers:
        with layer("landlock"):
            landlock.enter(LANDLOCK, (folder, *readable, *cage.readable), writable, ports)
    if "seccomp" in cage.layers:
        with layer("seccomp"):
            seccomp.enter(own_user=cage.uid is not None)


def join(cage: Cage) -> None:
    """Let this process, and all that it will fork, be in the control groups of `cage`; raises SandboxError.

    For who forks services: each that moves by itself waits for the kernel, 10 milliseconds on a busy machine.
    """
    with layer("cgroup"):
        _join(cage.groups)
        _joined.add(cage.groups)


def _join(groups: Sequence[str]) -> None:
    for group in groups:
        Path(group, MEMBERS).write_bytes(b"0")


def _become(uid: int | None, writable: Sequence[str]) -> None:
    """Run as the user `uid`, with a group of the same number, or as before, and in either case without privileges."""
    parent = os.getppid()
    death_signal = kernel.death_signal()
    if uid is not None:
        for path in writable:
            os.chown(path, uid, uid, follow_symlinks=False)
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    kernel.drop_capabilities()
    if death_signal:
        # a new user makes the kernel forget it
        kernel.control(kernel.SET_DEATH_SIGNAL, death_signal)
        if os.getppid() != parent:
            os.kill(os.getpid(), death_signal)

"""Begin a room, and run a program in it: what `workshop.sandbox.room.command` makes a command line for.

    python -m workshop.sandbox.begin ROOM PROGRAM ARGUMENT…

In a new PID namespace the program has to be a child; then this process waits for it, and is as small as can be.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import msgspec

from workshop.sandbox import kernel, namespaces
from workshop.sandbox.plan import SandboxError, layer

SHARED = 64 * 1024 * 1024
STORED = 1024 * 1024 * 1024
SCRATCH = 256 * 1024 * 1024
FLAGS = {"network": kernel.NEW_NETWORK, "mount": kernel.NEW_MOUNT, "pid": kernel.NEW_PID | kernel.NEW_MOUNT}
BESIDE = kernel.NEW_IPC | kernel.NEW_UTS  # come along with any


class Room(msgspec.Struct, frozen=True):
    """How a room is made: its layers, the process that wants it, and what is done to folders.

    `scratch` gets memory of `size` bytes, those that are `private` a little; `needed` are folders that its programs
    must get at whoever they run as, although they may lie in somebody's home.
    """

    layers: tuple[str, ...]
    parent: int
    scratch: str | None = None
    size: int = SCRATCH
    private: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def main(settings: str, *words: str) -> None:
    room = msgspec.json.decode(settings, type=Room)
    kernel.control(kernel.SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != room.parent:
        raise SystemExit("who wanted this room has ended")
    try:
        enter(room)
    except SandboxError as error:
        raise SystemExit(str(error)) from None
    try:
        os.execvp(words[0], words)
    except OSError as error:
        raise SystemExit(f"{words[0]} could not be started: {error.strerror}") from None


def enter(room: Room) -> None:
    """Put this process, which has one thread, or with a PID namespace a child of it, into the room.

    Returns in the process that is in the room; the other one ends as that does. Raises SandboxError.
    """
    flags = 0
    for name, flag in FLAGS.items():
        flags |= flag | BESIDE if name in room.layers else 0
    if not flags:
        return
    with layer("namespaces"):
        namespaces.leave(flags)
        child = namespaces.follow() if "pid" in room.layers else 0
    if child:
        wait_for(child)
    with layer("mount"):
        _mounts(room)
    if "network" in room.layers:
        with layer("network"):
            namespaces.loopback_up()
    if "pid" in room.layers and os.geteuid():
        with layer("pid"):
            kernel.hand_on_capability(kernel.MANAGING)  # or nothing in the room could make further PID namespaces


def wait_for(child: int) -> None:
    """End as the process `child` does, which is told of Ctrl-C by the terminal itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os._exit(code if code >= 0 else 128 - code)


def _mounts(room: Room) -> None:
    if not {"mount", "pid"} & set(room.layers):
        return
    here = Path.cwd()
    namespaces.own_mounts()
    if "pid" in room.layers:
        namespaces.own_processes()
    if "mount" in room.layers:
        namespaces.open_up(room.needed)
        namespaces.in_memory(namespaces.SHARED_MEMORY, SHARED, 0o1777)
        Path(namespaces.STORES).mkdir()
        namespaces.in_memory(namespaces.STORES, STORED, 0o1777)
        for folder in room.private:
            namespaces.in_memory(folder, namespaces.SMALL)
        if room.scratch:
            namespaces.in_memory(room.scratch, room.size)
        os.chdir(here)


if __name__ == "__main__":
    main(*sys.argv[1:])

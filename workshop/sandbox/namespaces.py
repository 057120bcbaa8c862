"""Namespaces: a network, mounts and process numbers that nobody else has."""

from __future__ import annotations

import os
import select
import signal
import socket
import stat
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from workshop.sandbox import kernel

if sys.platform != "win32":
    import fcntl

SHARED_MEMORY = "/dev/shm"
STORES = f"{SHARED_MEMORY}/stores"  # what stores keep takes no room from anybody else
SMALL = 16 * 1024 * 1024  # bytes of memory for a folder that is only covered
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
INTERFACE = struct.Struct("16sh14x")


def leave(flags: int) -> None:
    """Leave the namespaces that `flags` names for new ones; raises OSError where the system refuses that.

    Who isn't root gets the right to it from a user namespace, in which there is nobody else.
    """
    try:
        _leave(flags)
    except OSError as error:
        raise OSError(error.errno, f"the system refuses new namespaces: {error.strerror}") from None


def _leave(flags: int) -> None:
    if os.geteuid() == 0:
        kernel.unshare(flags)
        return
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(flags | kernel.NEW_USER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def follow() -> int:
    """Fork after a new PID namespace: 0 in the child, its first process, which ends with this one; else its pid."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(reader)
        return child  # the writing end stays open for as long as this process runs
    os.close(writer)
    kernel.control(kernel.SET_DEATH_SIGNAL, signal.SIGKILL)
    if select.select([reader], [], [], 0)[0]:
        os._exit(1)
    os.close(reader)
    return 0


def loopback_up() -> None:
    """Let a new network have 127.0.0.1 and ::1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        now = fcntl.ioctl(any_socket, GET_FLAGS, INTERFACE.pack(b"lo", 0))
        fcntl.ioctl(any_socket, SET_FLAGS, INTERFACE.pack(b"lo", INTERFACE.unpack(now)[1] | UP))


def own_mounts() -> None:
    """Let what is mounted from now on be seen in this namespace only."""
    kernel.mount("none", "/", None, kernel.ALL_MOUNTS_PRIVATE)


def own_processes() -> None:
    """Let /proc show the processes of a new PID namespace."""
    kernel.mount("proc", "/proc", "proc", kernel.NO_SUID | kernel.NO_DEVICES | kernel.NO_PROGRAMS)


def in_memory(folder: str, size: int, mode: int = 0o755) -> None:
    """Cover a folder with memory of at most `size` bytes, gone with the namespace."""
    kernel.mount("tmpfs", folder, "tmpfs", kernel.NO_SUID | kernel.NO_DEVICES, f"mode={mode:o},size={size}")


def open_up(needed: Iterable[str]) -> None:
    """Let every user get at the `needed` folders, where something above them is closed (in somebody's home, say).

    The closed folder is covered by an empty one that is open, and what is needed of it is mounted there again.
    """
    closed: dict[Path, list[tuple[Path, int]]] = {}
    for path in sorted({Path(path) for path in needed}):
        above = closed_above(path)
        if above:
            closed.setdefault(above, []).append((path, os.open(path, os.O_PATH)))
    for above, inside in closed.items():
        in_memory(str(above), SMALL)
        for path, descriptor in inside:
            path.mkdir(parents=True, exist_ok=True)
            kernel.mount(f"/proc/self/fd/{descriptor}", str(path), None, kernel.BIND_ALL)
            os.close(descriptor)


def closed_above(path: Path) -> Path | None:
    """The topmost folder above `path` that not everybody may go into."""
    closed = [above for above in path.parents if not above.stat().st_mode & stat.S_IXOTH]
    return closed[-1] if closed else None

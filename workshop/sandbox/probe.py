"""Try each layer in a child of this process, and print what came of it as one line of JSON.

    python -m workshop.sandbox.probe

It has one thread, as forking and new namespaces want it. What a child does to itself ends with it.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from workshop.sandbox import cgroups, kernel, landlock, limits, namespaces, reading, seccomp, uids
from workshop.sandbox.begin import BESIDE
from workshop.sandbox.layers import Found
from workshop.sandbox.pid import new_pid_namespace
from workshop.sandbox.plan import Limits

NOT_ROOT = "the grader isn't root, and has no other user for it"


def main() -> None:
    """Try them all."""
    results = {name: in_child(probe) for name, probe in PROBES.items()}
    results["cgroup"] = _groups()
    sys.stdout.write(msgspec.json.encode(results).decode())


def in_child(probe: Callable[[], str]) -> Found:
    """What `probe` gives (its kind) or raises (why it doesn't hold), in a child of this process."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = Found(kind=probe())
        except OSError as error:
            answer = Found(why=said(error))
        except BaseException as error:
            answer = Found(why=f"it could not be tried: {error!r}")
        os.write(writer, msgspec.json.encode(answer))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer_line = pipe.read()
    os.waitpid(child, 0)
    return msgspec.json.decode(answer_line, type=Found) if answer_line else Found("trying it ends the process")


def said(error: OSError) -> str:
    """What an error of the system says, in words."""
    return error.strerror or str(error)


def expect_refusal(attempt: Callable[[], object], what: str) -> None:
    """Raise OSError where `attempt` isn't refused."""
    try:
        attempt()
    except OSError:
        return
    raise OSError(f"it doesn't stop {what}")


def _uid() -> str:
    if os.geteuid() != 0:
        raise OSError(NOT_ROOT)
    for home in map(Path, reading.homes()):
        if not home.stat().st_mode & stat.S_IXOTH:
            raise OSError(f"Python lies in a folder that is its owner's only: chmod go+rx {home}")
        if (closed := namespaces.closed_above(home)) and in_child(_mount).why:
            raise OSError(f"Python lies below {closed}, which is its owner's only")
    with uids.held(0) as uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    return ""


def _landlock() -> str:
    version = landlock.abi()
    if not version:
        raise OSError("this kernel has no Landlock, or it isn't switched on (lsm=landlock,…)")
    if version < landlock.WITH_TCP:
        raise OSError(f"Landlock is too old here (ABI {version}) and has no rules for TCP: Linux 6.7 has")
    kernel.control(kernel.SET_NO_NEW_PRIVILEGES, 1)
    landlock.enter(version, reading.libraries(), (), ())
    expect_refusal(lambda: list(Path("/").iterdir()), "reading a folder")
    with socket.socket() as client:
        expect_refusal(lambda: client.bind(("127.0.0.1", 0)), "binding a port")
    return f"ABI {version}"


def _seccomp() -> str:
    kernel.control(kernel.SET_NO_NEW_PRIVILEGES, 1)
    seccomp.enter(own_user=True)
    expect_refusal(lambda: socket.socket(socket.AF_UNIX).close(), "Unix sockets")
    socket.socket().close()
    return ""


def _limits() -> str:
    limits.enter(Limits())
    return ""


def _pid() -> str:
    namespaces.leave(kernel.NEW_PID | kernel.NEW_MOUNT)
    _expect_success(namespaces.follow() or _in_pid_namespace())
    return ""


def _in_pid_namespace() -> int:
    """In the first process of one: make another below it; never returns."""
    try:
        namespaces.own_mounts()
        namespaces.own_processes()
        new_pid_namespace()
        inner = os.fork()
        if inner == 0:
            os._exit(0 if os.getpid() == 1 else 1)
        _expect_success(inner)
    except OSError as error:
        os._exit(error.errno or 1)
    os._exit(0)


def _expect_success(child: int) -> None:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise OSError(code, os.strerror(code))


def _network() -> str:
    namespaces.leave(kernel.NEW_NETWORK | BESIDE)
    namespaces.loopback_up()
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
    return ""


def _mount() -> str:
    namespaces.leave(kernel.NEW_MOUNT)
    namespaces.own_mounts()
    namespaces.in_memory(str(Path.cwd()), namespaces.SMALL)
    return ""


def _groups() -> Found:
    """In this process itself: one that has moved down with version 2 stays there."""
    try:
        with cgroups.held(Limits()) as groups:
            member = os.fork()
            if member == 0:
                for group in groups:
                    Path(group, cgroups.PROCESSES).write_text("0")
                os._exit(0)
            if os.waitpid(member, 0)[1]:
                raise OSError("no process can be moved into a new control group")
            return Found(kind=cgroups.version(cgroups.own()))
    except OSError as error:
        return Found(f"none can be made: {said(error)}")


PROBES: dict[str, Callable[[], str]] = {
    "uid": _uid,
    "landlock": _landlock,
    "seccomp": _seccomp,
    "limits": _limits,
    "pid": _pid,
    "network": _network,
    "mount": _mount,
}

if __name__ == "__main__":
    main()

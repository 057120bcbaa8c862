"""seccomp: the kernel refuses learner code the system calls that lead out of its room, or that it has no use for.

What Landlock doesn't see is refused here: sockets other than TCP, a connection that begins with its first data, new
namespaces, other processes, work queues of the kernel. The filter holds for all threads and all later processes and
can't be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct
import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path

from workshop.sandbox import kernel
from workshop.sandbox.bpf import ARCHITECTURE, NUMBER, Answer, Decision, If, argument, assemble, by_number

TABLE = Path(__file__).with_name("syscalls.toml")
UNKNOWN = 452  # the first number that the table says nothing of

ALLOW = Answer(0x7FFF0000)
KILL = Answer(0x80000000)
REFUSE = 0x00050000  # and the error's number

SECCOMP = {"x86_64": 317, "aarch64": 277}
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000
SET_FILTER = 1
ALL_THREADS = 1

KIND = 0xF  # of a socket, without its flags
TCP = 6
NEW_NAMESPACE = 0x7E020000
CONNECT_WITH_DATA = 0x20000000  # MSG_FASTOPEN: connects without Landlock being asked
TYPE_INTO_TERMINAL = (0x5412, 0x541C)
DEATH_SIGNAL = 9


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _error(number: int) -> Answer:
    return Answer(REFUSE | number)


NOT_PERMITTED = _error(errno.EPERM)
DENIED = _error(errno.EACCES)
ABSENT = _error(errno.ENOSYS)


def _only(word: int, value: int, then: Decision, otherwise: Decision, mask: int | None = None) -> If:
    return If(word, "==", value, then, otherwise, mask)


def _without(word: int, bits: int) -> If:
    return If(word, "&", bits, NOT_PERMITTED, ALLOW)


_PLAIN_TCP = _only(argument(2), 0, ALLOW, _only(argument(2), TCP, ALLOW, DENIED))
_STREAM = _only(argument(1), socket.SOCK_STREAM, _PLAIN_TCP, DENIED, mask=KIND)
_PAIR = _only(argument(1), socket.SOCK_STREAM, ALLOW, DENIED, mask=KIND)

BY_ARGUMENTS: dict[str, Decision] = {
    "socket": _only(argument(0), 2, _STREAM, _only(argument(0), 10, _STREAM, DENIED)),  # AF_INET, AF_INET6
    # a pair of datagram sockets could be sent to any address
    "socketpair": _only(argument(0), 1, _PAIR, DENIED),
    "clone": _without(argument(0), NEW_NAMESPACE),
    "prlimit64": _only(argument(0), 0, ALLOW, NOT_PERMITTED),
    "sendto": _without(argument(3), CONNECT_WITH_DATA),
    "sendmsg": _without(argument(2), CONNECT_WITH_DATA),
    "sendmmsg": _without(argument(3), CONNECT_WITH_DATA),
    "ioctl": _only(
        argument(1),
        TYPE_INTO_TERMINAL[0],
        NOT_PERMITTED,
        _only(argument(1), TYPE_INTO_TERMINAL[1], NOT_PERMITTED, ALLOW),
    ),
    # it may not stop ending with its parent; gunicorn's workers ask for it themselves
    "prctl": _only(argument(0), kernel.SET_DEATH_SIGNAL, _only(argument(1), DEATH_SIGNAL, ALLOW, NOT_PERMITTED), ALLOW),
}


def decision(machine: str, own_user: bool) -> Decision:
    """What the filter does on such a machine, where learner code has a user of its `own_user` or the grader's."""
    groups = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    answers = {
        "EPERM": NOT_PERMITTED,
        "EACCES": DENIED,
        "ENOSYS": ABSENT,
        "OWNER": ALLOW if own_user else NOT_PERMITTED,
    }
    column = list(ARCHITECTURES).index(machine)
    looked_at: dict[int, Decision] = {
        numbers[column]: BY_ARGUMENTS[name] if group == "ARGUMENTS" else answers[group]
        for group, calls in groups.items()
        for name, numbers in calls.items()
        if numbers[column] >= 0
    }
    starts: list[tuple[int, Decision]] = [(0, ALLOW)]
    for number in range(UNKNOWN + 1):
        now = ABSENT if number == UNKNOWN else looked_at.get(number, ALLOW)
        if now is not starts[-1][1]:
            starts.append((number, now))
    known = by_number(starts if starts[1][0] else starts[1:])
    here = If(NUMBER, ">=", X32, KILL, known) if machine == "x86_64" else known
    return _only(ARCHITECTURE, ARCHITECTURES[machine], here, KILL)


@cache
def program(own_user: bool) -> bytes:
    """The filter for this machine; raises OSError where there is none for it."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise OSError(f"no table of system calls for {machine}")
    return assemble(decision(machine, own_user))


def prepare() -> None:
    """Assemble the filters now, while the table can be read."""
    with suppress(OSError):  # said when it is entered
        program(True)
        program(False)


def enter(own_user: bool) -> None:
    """Put the filter in place for good; no_new_privs must be set. Raises OSError."""
    instructions = program(own_user)
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    length = len(instructions) // struct.calcsize("=HBBI")
    described = _Program(length, ctypes.cast(buffer, ctypes.c_void_p))
    kernel.system_call(SECCOMP[os.uname().machine], SET_FILTER, ALL_THREADS, ctypes.byref(described))

"""Landlock: the kernel lets this process get at no more files, TCP ports and processes than it is told.

What is opened before stays open. The rules hold for every process that it starts later, whoever it runs as, and can't
be taken back. See landlock(7) for what each version of its interface (ABI) knows.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from contextlib import suppress

from workshop.sandbox import kernel

CREATE_RULESET = 444
ADD_RULE = 445
RESTRICT_SELF = 446

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_FOLDER = 1 << 3
REMOVE_FOLDER = 1 << 4
REMOVE_FILE = 1 << 5
MAKE_FOLDER = 1 << 7
MAKE_FILE = 1 << 8
MAKE_FIFO = 1 << 10
MAKE_LINK = 1 << 12
MOVE = 1 << 13
TRUNCATE = 1 << 14
DEVICE_CONTROL = 1 << 15

READING = EXECUTE | READ_FILE | READ_FOLDER
WRITING = (
    WRITE_FILE
    | READ_FILE
    | READ_FOLDER
    | REMOVE_FOLDER
    | REMOVE_FILE
    | MAKE_FOLDER
    | MAKE_FILE
    | MAKE_FIFO
    | MAKE_LINK
    | MOVE
    | TRUNCATE
)
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")

BIND = 1 << 0
CONNECT = 1 << 1
ABSTRACT_SOCKETS = 1 << 0
SIGNALS = 1 << 1

BELOW_A_PATH = 1
ON_A_PORT = 2

# the first ABI that has each
WITH_MOVE = 2
WITH_TRUNCATE = 3
WITH_TCP = 4
WITH_DEVICE_CONTROL = 5
WITH_SIGNALS = 6
WITH_LOG = 7

ASK_VERSION = 1
QUIET = 1  # or code that tries again and again fills the system's log


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


class _PortRule(ctypes.Structure):
    _fields_ = (("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64))


def abi() -> int:
    """The version of Landlock's interface, 0 where there is none."""
    with suppress(OSError):
        return kernel.system_call(CREATE_RULESET, None, 0, ASK_VERSION)
    return 0


def file_rights(version: int) -> int:
    """All rights on files that this version knows."""
    rights = MOVE - 1  # those of the first
    for first, right in ((WITH_MOVE, MOVE), (WITH_TRUNCATE, TRUNCATE), (WITH_DEVICE_CONTROL, DEVICE_CONTROL)):
        rights |= right if version >= first else 0
    return rights


def enter(version: int, readable: Iterable[str], writable: Iterable[str], ports: Iterable[int]) -> None:
    """Keep this process, by Landlock's interface `version`, to what is named; no_new_privs must be set.

    `readable` and `writable` are files and folders (what is in a writable one may be read, and not executed), `ports`
    those to which it may connect; it may bind none. A path that doesn't exist is left out. Raises OSError.
    """
    rights = file_rights(version)
    tcp = version >= WITH_TCP
    asked = _Ruleset(rights, BIND | CONNECT if tcp else 0, ABSTRACT_SOCKETS | SIGNALS if version >= WITH_SIGNALS else 0)
    ruleset = kernel.system_call(CREATE_RULESET, ctypes.byref(asked), ctypes.sizeof(asked), 0)
    try:
        for path in readable:
            _allow(ruleset, path, READING & rights)
        for path in writable:
            _allow(ruleset, path, WRITING & rights)
        for path in DEVICES:
            _allow(ruleset, path, (READ_FILE | WRITE_FILE | TRUNCATE) & rights)
        for port in set(ports) if tcp else ():
            rule = _PortRule(CONNECT, port)
            kernel.system_call(ADD_RULE, ruleset, ON_A_PORT, ctypes.byref(rule), 0)
        kernel.system_call(RESTRICT_SELF, ruleset, QUIET if version >= WITH_LOG else 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # nothing there, or nothing that this user gets at
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= ON_FILES
        rule = _PathRule(rights, descriptor)
        kernel.system_call(ADD_RULE, ruleset, BELOW_A_PATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)

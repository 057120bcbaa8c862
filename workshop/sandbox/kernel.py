"""Calls of the Linux kernel that Python has no function for."""

from __future__ import annotations

import ctypes
import os
import sys

LINUX = sys.platform == "linux"
ELSEWHERE = "it takes Linux: grading here is for trusted code"

NEW_MOUNT = 0x00020000
NEW_UTS = 0x04000000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PID = 0x20000000
NEW_NETWORK = 0x40000000

SET_DEATH_SIGNAL = 1
GET_DEATH_SIGNAL = 2
SET_DUMPABLE = 4
SET_NO_NEW_PRIVILEGES = 38
AMBIENT = 47
AMBIENT_RAISE = 2
AMBIENT_CLEAR = 4

ALL_MOUNTS_PRIVATE = 0x4000 | 0x40000  # MS_REC | MS_PRIVATE
BIND_ALL = 0x1000 | 0x4000  # MS_BIND | MS_REC
NO_SUID = 0x2
NO_DEVICES = 0x4
NO_PROGRAMS = 0x8

CAPABILITIES_VERSION = 0x20080522  # the one with 64 bits, as two words of 32
MANAGING = 21  # CAP_SYS_ADMIN: what it takes to make namespaces

_library = ctypes.CDLL(None, use_errno=True) if LINUX else None


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def function(name: str, *arguments: object) -> int:
    """Call a function of the C library: what it returns; raises OSError where that is -1."""
    if _library is None:
        raise OSError(ELSEWHERE)
    result: int = getattr(_library, name)(*(_long(argument) for argument in arguments))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def system_call(number: int, *arguments: object) -> int:
    """Make the system call `number`: what it returns; raises OSError where it fails."""
    return function("syscall", number, *arguments)


def control(option: int, *arguments: int) -> int:
    """prctl(2), whose missing arguments are 0."""
    return function("prctl", option, *arguments, *([0] * (4 - len(arguments))))


def death_signal() -> int:
    """The signal that this process gets when its parent ends; 0 for none."""
    number = ctypes.c_int()
    function("prctl", GET_DEATH_SIGNAL, ctypes.byref(number), 0, 0, 0)
    return number.value


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` names for new ones."""
    function("unshare", flags)


def enter_namespace(descriptor: int, kind: int) -> None:
    """Enter the namespace that is open as `descriptor`."""
    function("setns", descriptor, kind)


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2)."""
    encoded = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    function("mount", *encoded, flags, os.fsencode(options))


def drop_capabilities() -> None:
    """Give up all that root, or the maker of a user namespace, may do more than others."""
    control(AMBIENT, AMBIENT_CLEAR)
    _set_capabilities(0)


def hand_on_capability(number: int) -> None:
    """Keep only the capability `number` (below 32), and hand it on to every program that this process starts."""
    _set_capabilities(1 << number)
    control(AMBIENT, AMBIENT_RAISE, number)


def _set_capabilities(low: int) -> None:
    header = _Header(CAPABILITIES_VERSION, 0)
    words = (_Capabilities * 2)(_Capabilities(low, low, low), _Capabilities(0, 0, 0))
    function("capset", ctypes.byref(header), words)


def _long(argument: object) -> object:
    # ctypes would pass an int as 32 bits, and leave the rest of the register to chance
    return ctypes.c_long(argument) if isinstance(argument, int) else argument

"""PID namespaces: a service sees no process but its own, can signal no other, and all of them end with the first."""

from __future__ import annotations

import os
from functools import cache

from workshop.sandbox import kernel

OWN = "/proc/self/ns/pid"


def new_pid_namespace() -> None:
    """Make the next child of this process the first one of a new PID namespace: in it, its own number is 1.

    To be called before each fork; this process itself stays where it is. It takes root, or what a room gives to others.
    Raises OSError where it can't be had.
    """
    kernel.enter_namespace(_own(), kernel.NEW_PID)  # a second one can be made from the own one only
    kernel.unshare(kernel.NEW_PID)


def same_pid_namespace() -> None:
    """Let the next children of this process be in its own PID namespace again."""
    kernel.enter_namespace(_own(), kernel.NEW_PID)


@cache
def _own() -> int:
    return os.open(OWN, os.O_RDONLY | os.O_CLOEXEC)

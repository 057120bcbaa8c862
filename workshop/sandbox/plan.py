"""What contains learner code: plain data, decided where grading begins, and obeyed by every service that starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """What one service and all its processes may use: seconds of CPU, bytes, and numbers.

    `memory` is what control groups allow to all processes of a slot together; where there are none, and for what a
    process only reserves, as each thread does, `address_space` bounds each of them. Threads count as processes do.
    """

    cpu_seconds: int = 60
    memory: int = 512 * 1024 * 1024
    address_space: int = 3 * 1024 * 1024 * 1024
    processes: int = 512
    file_size: int = 16 * 1024 * 1024
    open_files: int = 256


class Cage(msgspec.Struct, frozen=True):
    """How learner code is contained.

    `layers` are the names of those that hold on this machine, and are entered before any of its code is imported; a
    service that can't enter one of them doesn't start. `uid` is the user it runs as (None: the grader's own, which is
    not root). `readable` are files and folders that it may read besides its own, `groups` control groups, as folders.
    """

    layers: tuple[str, ...]
    uid: int | None = None
    readable: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    limits: Limits = Limits()


class SandboxError(Exception):
    """A layer that could not be entered; the message names it and what the system said."""

    def __init__(self, layer: str, reason: object) -> None:
        said = reason.strerror if isinstance(reason, OSError) and reason.strerror else reason
        super().__init__(f"the sandbox's layer {layer!r} could not be entered: {said}")
        self.layer = layer


@contextmanager
def layer(name: str) -> Iterator[None]:
    """While the layer `name` is entered: what the system refuses is a SandboxError that names it."""
    try:
        yield
    except OSError as error:
        raise SandboxError(name, error) from None

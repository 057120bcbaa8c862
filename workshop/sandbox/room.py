"""A room: where a program shares neither network nor mounts nor processes with anything outside.

In it there is a network with nothing on it but its own loopback, and folders in memory that nobody else sees. All that
runs in it ends with its first program, and that with the thread that has started it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import msgspec

from workshop.catalog import ROOT
from workshop.sandbox import kernel, reading
from workshop.sandbox.begin import SCRATCH, Room
from workshop.sandbox.plan import Cage


def command(
    cage: Cage,
    *words: str,
    scratch: str | None = None,
    size: int = SCRATCH,
    private: Sequence[str] = (),
    needed: Sequence[str] = (),
) -> list[str]:
    """The command that runs the program `words` in a room; for this process, and to be run in the repository's folder.

    Memory of `size` bytes lies over the folder `scratch`, and a little over each folder that is to be `private`. Where
    the cage has a user, Python, the repository, the scratch folder and the folders `needed` are open to it, although
    they may lie in a home that isn't; nothing else of that home is there then. Of the namespaces the room has those
    that are among the cage's layers; with none of them, as on other systems than Linux, it is only the program.
    """
    if not kernel.LINUX:
        return list(words)
    opened = (*reading.homes(), str(ROOT), *([scratch] if scratch else []), *needed) if cage.uid is not None else ()
    room = Room(cage.layers, os.getpid(), scratch, size, tuple(private), opened)
    return [sys.executable, "-m", "workshop.sandbox.begin", msgspec.json.encode(room).decode(), *words]

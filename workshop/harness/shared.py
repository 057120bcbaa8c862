"""What all workers of a run share: made by the first that needs it, kept in a file for the others."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def once(path: Path, kind: type[T], make: Callable[[], T]) -> T:
    """What `make` gives, made once for all who ask with this `path`; the others wait for it."""
    with locked(path):
        if not path.stat().st_size:
            path.write_bytes(msgspec.json.encode(make()))
        return msgspec.json.decode(path.read_bytes(), type=kind)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file `path`, made if need be, against the other workers of the run."""
    with path.open("a") as file:
        if sys.platform != "win32":  # where nothing is forked there is one worker
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield

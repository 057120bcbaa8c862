"""Tell when a learner's files change."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from watchfiles import DefaultFilter, watch

REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf", "fuse.sshfs", "fuse.vmhgfs-fuse", "virtiofs"}


@contextlib.contextmanager
def changes(parent: Path, folder: Path, take: Callable[[], None]) -> Iterator[None]:
    """While inside, call `take` (from another thread) after each change below `folder`.

    It is `parent` that is watched, so that a folder which is replaced as a whole is not lost from sight.
    """
    stop = threading.Event()
    wanted = DefaultFilter()

    def loop() -> None:
        for batch in watch(
            parent,
            watch_filter=lambda change, path: Path(path).is_relative_to(folder) and wanted(change, path),
            debounce=200,
            step=15,
            rust_timeout=500,
            stop_event=stop,
            force_polling=True if needs_polling(parent) else None,
        ):
            if batch:
                take()

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=2)


def needs_polling(folder: Path) -> bool:
    """Whether `folder` is on a network drive, which doesn't tell of changes (WSL is found by watchfiles itself)."""
    try:
        mounts = [part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)]
    except OSError:
        return False
    return bool(mounts) and max(mounts, key=lambda part: len(part.mountpoint)).fstype.lower() in REMOTE

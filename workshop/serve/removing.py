"""Folders that others' programs wrote to, removed: however deep they are, and whoever may read them."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections import deque
from pathlib import Path

BY_DESCRIPTOR = {os.open, os.rename, os.unlink, os.rmdir} <= os.supports_dir_fd and os.scandir in os.supports_fd
FLAGS = sum(getattr(os, name, 0) for name in ("O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC"))
OURS = 0o700


def remove(folder: str | Path) -> None:
    """Delete a folder and all that is in it; what can't be deleted stays there, and links are not followed.

    Each folder in it is first moved up to the top, so that there is neither a path too long for the system nor a folder
    in folders that is too deep for a function that calls itself, as shutil.rmtree is.
    """
    if not BY_DESCRIPTOR:  # Windows, where a path can't be that long
        with contextlib.suppress(RecursionError):
            shutil.rmtree(folder, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        _open_up(str(folder), None)
        top = os.open(folder, os.O_RDONLY | FLAGS)
        try:
            _empty(top)
        finally:
            os.close(top)
        Path(folder).rmdir()


def _empty(top: int) -> None:
    """Delete what is in the open folder `top`."""
    waiting = deque(_moved_up(top, top))
    while waiting:
        name = waiting.popleft()
        with contextlib.suppress(OSError):
            folder = os.open(name, os.O_RDONLY | FLAGS, dir_fd=top)
            try:
                waiting += _moved_up(folder, top)
            finally:
                os.close(folder)
            os.rmdir(name, dir_fd=top)


def _moved_up(folder: int, top: int) -> list[str]:
    """Delete all in `folder` but the folders, which are moved to `top`; gives what they are called there."""
    with os.scandir(folder) as found:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    moved = []
    for name, is_folder in entries:
        with contextlib.suppress(OSError):
            if is_folder:
                _open_up(name, folder)
                moved.append(_new_name(name, folder, top))
            else:
                os.unlink(name, dir_fd=folder)
    return moved


def _new_name(name: str, folder: int, top: int) -> str:
    new = secrets.token_hex(16)
    os.rename(name, new, src_dir_fd=folder, dst_dir_fd=top)
    return new


def _open_up(name: str, folder: int | None) -> None:
    """Let its owner, who may be us, look into the folder `name` and change it."""
    with contextlib.suppress(OSError, NotImplementedError):
        if os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode & OURS != OURS:
            os.chmod(name, OURS, dir_fd=folder, follow_symlinks=False)

"""Whether there is room left where a contained service may write."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LITTLE = 64 * 1024  # bytes
MEGABYTE = 1024 * 1024
FULL = "your service's folder is full: {megabytes} MB in {files} files, and nothing more can be written"


def crowded(folder: str) -> bool:
    """Whether `folder` is a file system of its own, and more than half full."""
    if not Path(folder).is_mount():
        return False
    usage = shutil.disk_usage(folder)
    return usage.free < usage.total // 2


def full(folder: Path) -> str:
    """That nothing more can be written in `folder`, in words; empty where something can. Not on Windows."""
    room = os.statvfs(folder)
    if room.f_bavail * room.f_frsize >= LITTLE and (room.f_favail or not room.f_files):
        return ""
    megabytes = (room.f_blocks - room.f_bfree) * room.f_frsize // MEGABYTE
    return FULL.format(megabytes=megabytes, files=room.f_files - room.f_ffree)

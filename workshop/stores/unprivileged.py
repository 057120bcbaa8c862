"""Run servers as somebody without privileges where the workshop runs as root (PostgreSQL refuses root)."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

from workshop.serve import leftovers

NAMES = ("postgres", "nobody")


def user() -> dict[str, Any]:
    """The arguments that let subprocess start a program as an unprivileged user; none where we aren't root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    entry = next(entry for name in NAMES for entry in pwd.getpwall() if entry.pw_name == name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def give_all(folder: Path, user: dict[str, Any]) -> None:
    """Let that user own `folder` and all that is in it."""
    for path in [folder, *folder.rglob("*")] if user else []:
        os.chown(path, user["user"], user["group"])


def folder_for(folder: Path, user: dict[str, Any]) -> Path:
    """`folder`, or a stand-in for it that the user can get at where everything above it isn't open to all."""
    if not user or _open_to_all(folder.parent):
        return folder
    return Path(leftovers.OPEN) / f"workshop-{hashlib.sha256(bytes(folder)).hexdigest()[:12]}"


def programs_for(programs: Path, user: dict[str, Any]) -> Path:
    """A package's folder of programs, two below its own, for the user to run: itself, or a copy that is made once."""
    if not user or _open_to_all(programs):
        return programs
    install, package = programs.parent, programs.parent.parent
    copy = Path(leftovers.OPEN) / f"workshop-{install.name.strip('_')}-{int(programs.stat().st_mtime)}"
    if not (copy.is_dir() and copy.stat().st_uid == 0):
        making = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, making / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        for path in [making, *making.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        shutil.rmtree(copy, ignore_errors=True)
        making.rename(copy)
    return copy / package.name / install.name / programs.name


def _open_to_all(folder: Path) -> bool:
    """Whether everybody may go into it and all above it."""
    places = [folder.absolute(), *folder.absolute().parents]
    return all(place.stat().st_mode & stat.S_IXOTH for place in places if place.exists())

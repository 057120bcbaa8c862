"""The machine: Python and its packages, the folder, the disk, WSL."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePath

from workshop import NEWEST_PYTHON, OLDEST_PYTHON
from workshop.doctor.finding import Finding
from workshop.environment import venv
from workshop.environment.state import Description, describe

NEEDED_MB, PLENTY_MB = 300, 2000


def python(version: tuple[int, int] = sys.version_info[:2]) -> Iterator[Finding]:
    """Whether the workshop is made for this Python."""
    seen = f"{platform.python_implementation()} {version[0]}.{version[1]} at {sys.executable}"
    oldest, newest = (".".join(map(str, each)) for each in (OLDEST_PYTHON, NEWEST_PYTHON))
    if version < OLDEST_PYTHON:
        cure = f"install Python {newest}: https://www.python.org/downloads/"
        yield Finding("Python", "problem", f"{seen}: too old", cure)
    elif version > NEWEST_PYTHON:
        cure = f"if something fails, install Python {newest}, then: python{newest} -m workshop"
        yield Finding("Python", "note", f"{seen}: the course was tried with {oldest} to {newest}", cure)
    else:
        yield Finding("Python", "ok", seen)


def environment(description: Description | None = None) -> Iterator[Finding]:
    """Whether the packages are there that requirements.txt pins."""
    it = description or describe(venv.here())
    place = f"{it.venv.name}/" if it.in_venv else f"an environment of your own, {sys.prefix}"
    unmet = (*it.missing, *it.mismatched)
    if not unmet:
        yield Finding("environment", "ok", f"{place}: all packages as requirements.txt pins them")
        return
    others = f" and {len(unmet) - 3} more" if len(unmet) > 3 else ""
    seen = f"{place}: {'lacks' if it.missing else 'differs in'} {'; '.join(unmet[:3])}{others}"
    cure = (
        f"delete {it.venv}, then: python3 -m workshop"
        if it.in_venv
        else f"{sys.executable} -m pip install -r requirements.txt"
    )
    yield Finding("environment", "problem" if it.missing else "note", seen, cure)


def folder(root: Path) -> Iterator[Finding]:
    """Whether the repository can be written to, which work/ and the progress need."""
    try:
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        cure = f"copy it to a folder of your own and go on there: cp -r {root} ~/"
        yield Finding("folder", "problem", f"{root} can't be written: {error.strerror}", cure)
    else:
        yield Finding("folder", "ok", f"{root} can be written")


def disk(root: Path, needed: int = NEEDED_MB, plenty: int = PLENTY_MB) -> Iterator[Finding]:
    """Whether there is room, in MB."""
    free = shutil.disk_usage(root).free // 1_000_000
    seen = f"{free:,} MB free"
    if free < needed:
        cure = f"make room: at least {needed:,} MB, and {plenty:,} MB for Docker's images"
        yield Finding("disk", "problem", f"{seen}: too little", cure)
    elif free < plenty:
        cure = f"make room before lesson 13: {plenty:,} MB"
        yield Finding("disk", "note", f"{seen}: too little for Docker's images", cure)
    else:
        yield Finding("disk", "ok", seen)


def wsl(root: PurePath, release: str = platform.release()) -> Iterator[Finding]:
    """Under WSL: whether the repository lies on the Windows side, which is slow and tells nobody of changed files."""
    if "microsoft" not in release.lower():
        return
    drive = root.parts[1:3]
    if len(drive) == 2 and drive[0] == "mnt" and len(drive[1]) == 1:
        seen = f"{root} is on the Windows side: starts are slow, and watch must poll"
        yield Finding("WSL", "note", seen, f"copy it to the Linux side: cp -r {root} ~/ && cd ~/{root.name}")
    else:
        yield Finding("WSL", "ok", "the repository is on the Linux side")

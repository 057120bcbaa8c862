"""What a service printed, as a learner reads it best."""

from __future__ import annotations

import os
import re
from pathlib import Path

from workshop.harness.expected import abridged, readable

LINES, WIDTH, BYTES = 12, 300, 64 * 1024
FEW = 4
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def tail(path: Path, folder: str, since: int = 0) -> str:
    """The last lines printed to the file `path` after its first `since` bytes; empty where there is no such file.

    Paths are relative to the service's `folder`, and of a traceback only the learner's own frames are kept.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(since, size - BYTES))
            text = file.read(BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""
    text = readable(ANSI.sub("", text)).replace(folder + os.sep, "")
    return "\n".join([line[:WIDTH] for line in own_frames(text.splitlines()) if line.strip()][-LINES:])


def lines(path: Path, since: int = 0) -> list[str]:
    """The whole lines in the file `path` after its first `since` bytes; none where there is no such file."""
    try:
        with path.open("rb") as file:
            file.seek(since)
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return []
    return text.split("\n")[:-1]


def last(said: list[str], folder: str) -> str:
    """How many lines were printed, and the last of them; paths are relative to the service's `folder`."""
    shown = [abridged(ANSI.sub("", line).replace(folder + os.sep, "")) for line in said if line.strip()][-FEW:]
    if not shown:
        return "nothing was logged"
    number = "one line" if len(said) == 1 else f"{len(said)} lines"
    return "\n".join([f"{number}:" if len(shown) == len(said) else f"{number}, the last of them:", *shown])


def own_frames(lines: list[str]) -> list[str]:
    """`lines` without the frames of a traceback that lie in libraries: what is left is the learner's own code."""
    kept, inside_library = [], False
    for line in lines:
        if line.startswith("  File "):
            inside_library = "site-packages" in line or "/lib/python" in line
        elif not line.startswith("   "):
            inside_library = False
        if not inside_library and not set(line.strip()) <= set("^~ "):
            kept.append(line)
    return kept

"""What a service printed, as a learner reads it best."""

from __future__ import annotations

import os
import re
from pathlib import Path

from workshop.harness.expected import readable

LINES, WIDTH, BYTES = 12, 300, 64 * 1024
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

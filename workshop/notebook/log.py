"""What a service prints, kept in a file while a notebook runs it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
FRAME = re.compile(r' +File "(?P<file>[^"]+)", line \d+')
LINES, WIDTH, BYTES = 12, 300, 64 * 1024


@dataclass(frozen=True, slots=True)
class Log:
    """The file `path`, written to by the service in `folder`."""

    path: Path
    folder: Path

    def size(self) -> int:
        """Bytes so far."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def since(self, position: int) -> str:
        """The last lines printed after the first `position` bytes, as a learner reads them best.

        Paths are relative to the service's folder, and of a traceback only the frames in it are kept.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(max(position, self.size() - BYTES))
                text = file.read(BYTES).decode("utf-8", errors="replace")
        except OSError:
            return ""
        text = ANSI.sub("", text).replace(f"{self.folder}{os.sep}", "")
        lines = [line[:WIDTH] for line in _own_frames(text.splitlines()) if line.strip()]
        return "\n".join(lines[-LINES:])


def _own_frames(lines: Iterable[str]) -> Iterator[str]:
    """The lines without those of a traceback that tell of files elsewhere."""
    elsewhere = False
    for line in lines:
        if frame := FRAME.match(line):
            elsewhere = Path(frame["file"]).is_absolute()
        elif not line.startswith("    "):
            elsewhere = False
        if not elsewhere:
            yield line

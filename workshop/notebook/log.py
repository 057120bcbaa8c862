"""What a service prints, kept in a file while a notebook runs it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from workshop.harness.expected import readable
from workshop.harness.service import ANSI, own_frames

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

        Paths are relative to the service's folder, and of a traceback only the learner's own frames are kept.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(max(position, self.size() - BYTES))
                text = file.read(BYTES).decode("utf-8", errors="replace")
        except OSError:
            return ""
        text = readable(ANSI.sub("", text)).replace(f"{self.folder}{os.sep}", "")
        return "\n".join([line[:WIDTH] for line in own_frames(text.splitlines()) if line.strip()][-LINES:])

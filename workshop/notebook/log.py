"""What a service prints, kept in a file while a notebook runs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workshop.harness.log import tail


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
        """The last lines printed after the first `position` bytes."""
        return tail(self.path, str(self.folder), position)

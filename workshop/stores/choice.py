"""Which PostgreSQL server makes the databases: the one that the environment names, or else one of our own."""

from __future__ import annotations

import os
from pathlib import Path

from workshop.stores.postgres import VARIABLE, Server


class External:
    """A server that is somebody else's: it is neither started nor ended here, and keeps what isn't dropped."""

    process = None

    def __init__(self, url: str) -> None:
        self.url = url

    def close(self) -> None:
        """Nothing: it isn't ours."""


def external() -> str | None:
    """The address of the server that the environment names (`VARIABLE`)."""
    return os.environ.get(VARIABLE) or None


def serving(mark: str = "", folder: Path | None = None) -> Server | External:
    """The server to use; one's own is started, as `Server` says. Raises PostgresError."""
    address = external()
    return External(address) if address else Server(mark, folder)

"""Which servers are used: those that the environment names, or else our own."""

from __future__ import annotations

import os
from pathlib import Path

from workshop.stores import postgres, valkey


class External:
    """A server that is somebody else's: it is neither started nor ended here, and keeps what isn't taken away."""

    process = None

    def __init__(self, url: str) -> None:
        self.url = url

    def close(self) -> None:
        """Nothing: it isn't ours."""


def close_servers(*servers: postgres.Server | valkey.Server | External | None) -> None:
    """End those of them that are there, and ours."""
    for server in servers:
        if server:
            server.close()


def runs(server: postgres.Server | valkey.Server | External | None) -> bool:
    """Whether there is one, and it has not ended, as far as that is ours to know."""
    return bool(server and (server.process is None or server.process.poll() is None))


def external(variable: str = postgres.VARIABLE) -> str | None:
    """The address of the server that the environment names, of PostgreSQL unless another `variable` is given."""
    return os.environ.get(variable) or None


def serving(mark: str = "", folder: Path | None = None) -> postgres.Server | External:
    """The PostgreSQL server to use; one's own is started, as `Server` says. Raises PostgresError."""
    address = external()
    return External(address) if address else postgres.Server(mark, folder)


def caching(mark: str = "") -> valkey.Server | External:
    """The Valkey server to use; one's own is started, as `Server` says. Raises ValkeyError."""
    address = external(valkey.VARIABLE)
    return External(address) if address else valkey.Server(mark)

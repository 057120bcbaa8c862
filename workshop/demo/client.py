"""A client of the stack: it keeps connections, has some patience, and asks once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection

PATIENCE = 8.0  # seconds after which a client gives up
FRESH = 1.0  # seconds that a connection may rest before it is used again
CONNECTIONS = 200  # that are kept, at most, with each service
LOOPBACK_HOSTS = 8


class FreshConnection(HTTPConnection):
    """One that isn't used again once it has rested: gunicorn closes those after two seconds, maybe in that very moment.

    That would be a request without an answer for which nobody is to blame.
    """

    used = 0.0

    def request(self, *given: Any, **named: Any) -> None:
        self.used = time.monotonic()
        super().request(*given, **named)

    @property
    def is_connected(self) -> bool:
        return time.monotonic() - self.used < FRESH and super().is_connected


class FreshPool(HTTPConnectionPool):
    """Keeps connections of that kind."""

    ConnectionCls = FreshConnection


class Client:
    """Sends requests, each once, and follows no redirect. Threads may share it."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.pools = PoolManager(
            num_pools=LOOPBACK_HOSTS, maxsize=CONNECTIONS, timeout=Timeout(total=patience), retries=False
        )
        self.pools.pool_classes_by_scheme = {"http": FreshPool}

    def ask(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, body: Any = None
    ) -> BaseHTTPResponse:
        """The whole reply to a request, with `body` as JSON where there is one; raises urllib3's HTTPError."""
        return self.pools.request(method, address, headers=headers, json=body, redirect=False)

    def close(self) -> None:
        """Close the connections that rest."""
        self.pools.clear()

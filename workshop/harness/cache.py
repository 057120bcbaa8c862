"""A Valkey server of a check's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop.stores.caches import Caches, client
from workshop.stores.valkey import Server, ValkeyError

if TYPE_CHECKING:
    from redis import Redis


class Valkey(Server):
    """A Valkey server of a check's own, which it may kill, stop, freeze and start again, with nothing in it then."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.caches = Caches(self.url, self.folder)
        self.client: Redis = client(f"{self.url}/0")  # the database of the first service that is started

    def close(self) -> None:
        self.client.close()
        self.caches.close()
        super().close()


def lacking(error: ValkeyError) -> str:
    """Why a check is skipped."""
    return f"needs Valkey. {' '.join(str(error).splitlines())}"

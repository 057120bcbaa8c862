"""Databases of a Valkey server, which are numbers: each is lent to one service at a time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workshop.serve.waiting import until
from workshop.stores.choice import External
from workshop.stores.valkey import DATABASES, VARIABLE, Server, ValkeyError

if TYPE_CHECKING:
    from redis import Redis

SECONDS = 2.0
WAITING_SECONDS = 10.0
OUT_OF_RANGE = "out of range"  # what a server says of a number it doesn't have
UNUSABLE = f"Valkey can't be used: {{error}}\nWhere {VARIABLE} is set, start that server or correct the address."
NONE_FREE = (
    f"The server that {VARIABLE} names has no database that is free: in each of its {{number}} there is something, and "
    "that is left alone.\nEmpty one that nobody needs, for example: redis-cli -n {last} FLUSHDB"
)


class NoSuchNumber(ValkeyError):
    """The server has fewer databases."""


def client(url: str) -> Redis:
    """A client of the database at `url`, which soon says that there is no server and does not try for long."""
    # imported here: a tenth of a second that only those spend who have a cache
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.exceptions import ConnectionError
    from redis.retry import Retry

    # once more, since the connection that was kept may be one to a server that was killed
    retry = Retry(NoBackoff(), 1, supported_errors=(ConnectionError,))
    made: Redis = Redis.from_url(
        url, decode_responses=True, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=retry
    )
    return made


class Cache:
    """A database that is lent: its number, `url`, what a service gets as REDIS_URL, and a client of our own."""

    def __init__(self, number: int, url: str) -> None:
        self.number = number
        self.url = url
        try:
            self.client = client(url)
        except ValueError as error:  # what is wrong with the address
            raise ValkeyError(UNUSABLE.format(error=error)) from None

    def empty(self) -> None:
        """Take out all that is in it. Raises ValkeyError."""
        self._ask(self.client.flushdb)

    def is_empty(self) -> bool:
        """Whether nothing is in it. Raises ValkeyError, NoSuchNumber where the server has fewer databases."""
        return not self._ask(self.client.dbsize)

    def version(self) -> str:
        """The server's version. Raises ValkeyError."""
        said = self._ask(lambda: self.client.info("server"))
        return str(said.get("valkey_version") or f"Redis {said.get('redis_version')}")

    def _ask(self, command: Callable[[], Any]) -> Any:
        from redis import RedisError

        try:
            return command()
        except RedisError as error:
            if OUT_OF_RANGE in str(error):
                raise NoSuchNumber from None
            raise ValkeyError(UNUSABLE.format(error=error)) from None


class Caches:
    """Lends databases of the server at `url`: any of them when it is `ours`, else those in which nothing is.

    All processes that share `folder` lend each number once. One that was lent before is not empty on a server of ours;
    one of somebody else's is emptied when it is given back.
    """

    def __init__(self, url: str, folder: Path, ours: bool = True) -> None:
        self.url = url
        self.folder = folder
        self.ours = ours
        self.known: dict[int, Cache] = {}
        self.held: dict[int, IO[str]] = {}

    @cached_property
    def size(self) -> int:
        """How many databases there are. Raises ValkeyError."""
        if not self.ours:
            for number in range(DATABASES):
                try:
                    self._cache(number).is_empty()
                except NoSuchNumber:
                    return number
        return DATABASES

    def lend(self) -> Cache:
        """A database that nobody else has. Raises ValkeyError where there is none.

        While others with the same folder have all that might be lent, one is waited for.
        """
        cache: Cache | None = None

        def is_lent() -> bool:
            nonlocal cache
            cache = self._first_free()
            return cache is not None

        if until(is_lent, WAITING_SECONDS) and cache:
            return cache
        raise self._none_free()

    def _first_free(self) -> Cache | None:
        """The first database that may be lent; None where others have all. Raises ValkeyError where there is none."""
        others = False
        for number in range(self.size):
            if number in self.held:
                continue
            if not self._hold(number):
                others = True
            elif cache := self._lent(number):
                return cache
        if others:
            return None
        raise self._none_free()

    def _none_free(self) -> ValkeyError:
        return ValkeyError(NONE_FREE.format(number=self.size, last=self.size - 1))

    def _lent(self, number: int) -> Cache | None:
        """The database of a number that is held; where something is in it, it is let go, and there is none."""
        cache = self._cache(number)
        free = False
        try:
            free = self.ours or cache.is_empty()
        finally:
            if not free:
                self._let_go(number)
        if not free:
            return None
        self.held[number].write("lent")  # not before: by this `empty_all` knows what may be emptied
        self.held[number].flush()
        return cache

    def _cache(self, number: int) -> Cache:
        if number not in self.known:
            address = urlsplit(self.url)._replace(path=f"/{number}").geturl()
            self.known[number] = Cache(number, address)
        return self.known[number]

    def give_back(self, cache: Cache) -> None:
        """Let others have it."""
        if not self.ours:
            with contextlib.suppress(ValkeyError):  # a server that has gone
                cache.empty()
        self._let_go(cache.number)

    def empty_all(self) -> None:
        """Empty what others with the same folder have not given back; they must have ended. Raises ValkeyError."""
        for path in self.folder.glob("valkey-*"):
            if path.stat().st_size:
                self._cache(int(path.name.rpartition("-")[2])).empty()

    def close(self) -> None:
        for cache in self.known.values():
            if cache.number in self.held:
                self.give_back(cache)
            cache.client.close()

    def _hold(self, number: int) -> bool:
        """Keep a number from all others that share the folder; whether they don't have it."""
        file = (self.folder / f"valkey-{number}").open("a")
        if sys.platform != "win32":  # where nothing is forked nobody else does
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
        self.held[number] = file
        return True

    def _let_go(self, number: int) -> None:
        file = self.held.pop(number)
        file.truncate(0)
        file.close()


def lender(server: Server | External, folder: Path) -> Caches:
    """Who lends databases of `server`, to all who share `folder`."""
    return Caches(server.url, folder, ours=isinstance(server, Server))


@contextlib.contextmanager
def lending(server: Server | External, folder: Path) -> Iterator[Caches]:
    """Databases of `server`, which are given back at the end; the server is ended then."""
    caches = lender(server, folder)
    try:
        yield caches
    finally:
        caches.close()
        server.close()

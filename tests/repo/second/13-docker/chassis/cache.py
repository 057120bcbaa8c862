"""Copies of what takes long to find out, in Valkey, where every process of a service finds them.

A cache is a help and no need: whatever happens to it, those who ask go on without it.
"""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

import redis
from flask import Flask, current_app
from werkzeug import Response, exceptions

from chassis import problems, settings

LEASE = b"being made, "  # and by whom; it stands where the entry will be
GIVEN_UP = b"given up"
MOMENT = 1.0  # seconds
STEP = 0.02  # seconds between two looks


class NotMade(Exception):
    """Somebody else was making the entry, and failed or is too slow."""


class Entry(NamedTuple):
    """What was found out, and when: in seconds since 1970."""

    value: Any
    at: float

    @property
    def age(self) -> int:
        """Its age in whole seconds."""
        return max(0, int(time.time() - self.at))


def init_app(app: Flask, making: float) -> None:
    """Give the app its cache, in which an entry takes at most `making` seconds to be made. Nothing is asked of it yet.

    Raises SettingsError where REDIS_URL is missing. An entry lives CACHE_TTL seconds; CACHE_TIMEOUT says how many are
    waited for the cache to answer, CACHE_PAUSE how long it is left alone when it didn't.
    """
    app.extensions["cache"] = Cache(
        connected(settings.seconds("CACHE_TIMEOUT", "0.1")),
        prefix=f"{app.import_name.partition('.')[0]}:",
        ttl=settings.seconds("CACHE_TTL", "60"),
        pause=settings.seconds("CACHE_PAUSE", "1"),
        patience=making + MOMENT,
    )
    app.register_error_handler(NotMade, not_made)


def connected(timeout: float) -> redis.Redis:
    """A client of the server at REDIS_URL, which waits so many seconds for whatever it asks; raises SettingsError."""
    form = "redis://host:port/number"
    url = settings.needed("REDIS_URL", form)
    try:
        # from_url() tries once today, but Redis() ten times more
        once = redis.retry.Retry(redis.backoff.NoBackoff(), retries=0)
        return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=once)
    except ValueError as error:
        raise settings.SettingsError(f"REDIS_URL can't be read: expected {form}") from error


def key(*question: str | None) -> str:
    """The name of an entry: all that its content depends on, so that no two questions have the same."""
    return json.dumps(question)


def entry_in(kept: bytes | None) -> Entry | None:
    """The entry in what the cache keeps; None when there is none."""
    try:
        entry = json.loads(kept or b"")
        return Entry(entry["value"], float(entry["at"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def new_lease() -> bytes:
    """What stands in the place of an entry while it is being made. No two are the same."""
    return LEASE + uuid.uuid4().hex.encode()


class Cache:
    """Entries by name, in the part of `valkey` that `prefix` marks off. Threads may share it.

    They live `ttl` seconds. While one is being made a lease stands in its place, for `patience` seconds at most, and
    for a moment that somebody has given up. After a failure valkey is left alone for `pause` seconds.
    """

    def __init__(self, valkey: redis.Redis, prefix: str, *, ttl: float, pause: float, patience: float) -> None:
        self.valkey = valkey
        self.prefix = prefix
        self.lives = round(1000 * ttl)  # milliseconds
        self.pause = pause
        self.patience = patience
        self.left_alone_until = 0.0

    def get(self, name: str) -> Entry | None:
        """The entry of this name; None when there is none that can be read."""
        return entry_in(self._ask(lambda: self.valkey.get(self.prefix + name)))

    def put(self, name: str, entry: Entry, *condition: str | bytes) -> None:
        """Keep an entry; with the `condition` that SET knows, such as "NX", only where that holds."""
        self._set(name, json.dumps(entry._asdict()), self.lives, *condition)

    def forget(self, name: str) -> None:
        """Drop the entry of this name, and let nobody who is making it put it there any more.

        This is tried even while the cache is left alone: the others would go on with what is false now.
        """
        self._ask(lambda: self.valkey.delete(self.prefix + name), in_any_case=True)

    def refill(self, name: str, make: Callable[[], Any]) -> Entry:
        """The entry of this name, made now unless somebody is at it already; raises what `make` does, or NotMade."""
        lease, waited, dropped = new_lease(), False, None
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            kept = self._set(name, lease, round(1000 * self.patience), "NX", "GET")
            if kept is None or kept == dropped:  # nothing was there, and now the lease is; or the cache is no use
                return self._make(name, lease, make)
            if entry := entry_in(kept):
                return entry
            if kept.startswith(LEASE):
                waited = True
                time.sleep(STEP)
            elif kept == GIVEN_UP and waited:
                break
            else:  # it can't be read, or somebody gave up before we came
                dropped = kept
                self.forget(name)
        raise NotMade(name)

    def _make(self, name: str, lease: bytes, make: Callable[[], Any]) -> Entry:
        """Make the entry, and put it where the lease is, if it still is. Those who wait learn of a failure."""
        try:
            entry = Entry(make(), time.time())
        except Exception as error:
            # an HTTPException is this client's answer: let the next one ask for their own, at once
            lives = 1 if isinstance(error, exceptions.HTTPException) else round(1000 * MOMENT)
            self._set(name, GIVEN_UP, lives, "IFEQ", lease)
            raise
        self.put(name, entry, "IFEQ", lease)
        return entry

    def _set(self, name: str, value: str | bytes, milliseconds: int, *condition: str | bytes) -> Any:
        """What SET answers (https://valkey.io/commands/set/); None, too, when it can't be asked."""
        command = ("SET", self.prefix + name, value, "PX", milliseconds, *condition)
        return self._ask(lambda: self.valkey.execute_command(*command, get=True))  # get: the answer as it is

    def _ask(self, question: Callable[[], Any], in_any_case: bool = False) -> Any:
        """What the cache answers; None when it doesn't, or makes no sense.

        None at once while it is left alone, unless it is to be asked `in_any_case`.
        """
        if time.monotonic() < self.left_alone_until and not in_any_case:
            return None
        try:
            answer = question()
            return answer if isinstance(answer, bytes) else None  # nothing else makes sense, or is looked at
        except redis.ResponseError as error:  # it is there, and says no: it is full, perhaps
            current_app.logger.warning("the cache refuses: %s", error)
        except Exception as error:  # nonsense can raise anything
            self.left_alone_until = time.monotonic() + self.pause
            current_app.logger.warning("the cache is left alone for %g seconds: %s", self.pause, error)
        return None


def cache() -> Cache:
    """The cache of the application that is answering this request."""
    found: Cache = current_app.extensions["cache"]
    return found


def not_made(_: NotMade) -> Response:
    """503: it may work in a moment."""
    return problems.answer(
        exceptions.ServiceUnavailable("What was asked for could not be found out in time.", retry_after=1)
    )

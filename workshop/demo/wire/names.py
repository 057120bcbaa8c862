"""The addresses of names: known for a moment, then asked for again, and never waited for long."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

FRESH = 0.1  # seconds that an answer is taken for true: a call to an address that nobody has any more hangs
SECONDS = 0.5  # that are waited for one; where there is one it takes a millisecond
MOST = 16  # names that are looked up at a time

Address = tuple[Any, ...]  # as getaddrinfo gives it
_looking_up = ThreadPoolExecutor(MOST, thread_name_prefix="names")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, when it was asked (time.monotonic()), and what came or will come of it."""

    at: float
    answer: Future[list[Address]]

    @property
    def is_old(self) -> bool:
        return self.answer.done() and time.monotonic() > self.at + FRESH


_asked: dict[tuple[str, int], _Asked] = {}


async def addresses(host: str, port: int) -> list[Address]:
    """The addresses of `host`; raises OSError where none is known soon.

    Of a name that nobody has some engines say nothing, for seconds. All who want it share one question, and who comes
    when that has been waited for long enough waits no more.
    """
    try:  # an address needs no asking
        return _look_up(host, port, socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass
    asked = _asked.get((host, port))
    if asked is None or asked.is_old:
        asked = _asked[host, port] = _Asked(time.monotonic(), _looking_up.submit(_look_up, host, port))
    if asked.answer.done():
        return asked.answer.result()
    try:
        left = asked.at + SECONDS - time.monotonic()
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(asked.answer)), left)
    except TimeoutError:
        raise OSError(f"nobody says where {host} is") from None


def forget(host: str, port: int) -> None:
    """Ask for this name anew the next time."""
    if (asked := _asked.get((host, port))) and asked.answer.done():
        del _asked[host, port]


def _look_up(host: str, port: int, flags: int = 0) -> list[Address]:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags))

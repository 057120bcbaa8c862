"""How long, how often, how many: the numbers that bound what the book service can do to us."""

import os
from dataclasses import dataclass

from chassis.settings import SettingsError, seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers, and where they come from. All times are in seconds."""

    timeout: float  # BOOKS_TIMEOUT, for one answer, with all calls and waits that it takes
    attempts: int  # RETRY_ATTEMPTS, of which the first is no repetition
    wait: float  # RETRY_WAIT, the longest first wait; the longest second one is twice that, and so on
    failures: int  # BREAKER_FAILURES in a row that open the breaker
    pause: float  # BREAKER_PAUSE, until books is tried again
    stale: float  # STALE_TTL, how old an answer may be that is given when books fails
    at_once: int  # BOOKS_CONCURRENCY, the threads that may wait for books; gunicorn has four of them

    @classmethod
    def from_environment(cls) -> "Limits":
        """Raises SettingsError for a number that is none."""
        return cls(
            timeout=seconds("BOOKS_TIMEOUT", "2"),
            attempts=whole("RETRY_ATTEMPTS", "3"),
            wait=seconds("RETRY_WAIT", "0.1"),
            failures=whole("BREAKER_FAILURES", "5"),
            pause=seconds("BREAKER_PAUSE", "5"),
            stale=seconds("STALE_TTL", "600"),
            at_once=whole("BOOKS_CONCURRENCY", "2"),
        )


def whole(name: str, default: str) -> int:
    """The number in this variable, from 1 on; raises SettingsError."""
    text = os.environ.get(name) or default
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise SettingsError(f"{name} is {text!r}: expected a number, 1 or more")
    return int(text)

"""Waiting for what nobody tells: looked at again and again, and no longer than is said."""

from __future__ import annotations

import time
from collections.abc import Callable

EVERY = 0.005  # seconds between two looks


def until(condition: Callable[[], object], seconds: float) -> bool:
    """Wait until `condition` holds; False where it doesn't within `seconds`. What it raises ends the waiting."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return bool(condition())  # time may have been up because this process didn't run
        time.sleep(EVERY)
    return True

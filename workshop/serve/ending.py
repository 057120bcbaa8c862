"""The end of a program that has started others: nothing may keep it from ending them."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a polite end, a terminal that is closed


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """While inside, nobody can end this process by asking: who presses Ctrl-C twice would leave the rest running."""
    if threading.current_thread() is not threading.main_thread():  # which alone is told
        yield
        return
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""Read single keys from the terminal without waiting for Enter, and leave the terminal as it was."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def keys(take: Callable[[str], None]) -> Iterator[None]:
    """While inside, call `take` (from another thread) with each key pressed."""
    if sys.platform == "win32":
        with _windows_keys(take):
            yield
    else:
        with _posix_keys(take):
            yield


@contextlib.contextmanager
def _posix_keys(take: Callable[[str], None]) -> Iterator[None]:
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    stop_reading, stop = os.pipe()

    def read() -> None:
        while True:
            ready, _, _ = select.select([terminal, stop_reading], [], [])
            if stop_reading in ready:
                return
            data = os.read(terminal, 64)
            if not data:
                take("q")
                return
            for key in data.decode(errors="ignore"):
                take(key)

    thread = threading.Thread(target=read, daemon=True)
    try:
        tty.setcbreak(terminal)
        thread.start()
        yield
    finally:
        os.write(stop, b".")
        thread.join(timeout=1)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _windows_keys(take: Callable[[str], None]) -> Iterator[None]:
    if sys.platform != "win32":
        raise OSError("only on Windows")
    import msvcrt

    stopped = threading.Event()

    def read() -> None:
        while not stopped.wait(0.03):
            while msvcrt.kbhit():
                take(msvcrt.getwch())

    threading.Thread(target=read, daemon=True).start()
    try:
        yield
    finally:
        stopped.set()

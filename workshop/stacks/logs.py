"""The logs of several services as one, line by line, each with the name of its service in a colour of its own."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

EVERY = 0.1
MOST = 4_000_000  # bytes from which on a log begins anew
SHOWN = 8_000  # bytes of its end that lines are taken from
COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "red")


class Follower:
    """Prints what is added to `logs` (by name) from now on, until it is closed."""

    def __init__(self, logs: Mapping[str, Path], console: Console) -> None:
        self.logs = logs
        self.console = console
        self.width = max(map(len, logs))
        self.colours = dict(zip(logs, COLOURS * len(logs), strict=False))
        self.read = {name: path.stat().st_size if path.exists() else 0 for name, path in logs.items()}
        self.closed = threading.Event()
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self) -> None:
        while not self.closed.wait(EVERY):
            self._print_new()
        self._print_new()

    def _print_new(self) -> None:
        for name, path in self.logs.items():
            size = path.stat().st_size if path.exists() else 0
            if size < self.read[name]:  # it has begun anew
                self.read[name] = 0
            if size == self.read[name]:
                continue
            with path.open("rb") as file:
                file.seek(self.read[name])
                whole, newline, _ = file.read().rpartition(b"\n")
            self.read[name] += len(whole) + len(newline)
            for line in whole.decode("utf-8", errors="replace").splitlines():
                self.line(name, line)

    def line(self, name: str, text: str, style: str = "") -> None:
        """Print a line as one of `name`."""
        when = time.strftime("%H:%M:%S")
        prefix = f"{when} {name:<{self.width}} | "
        self.console.print(Text.assemble((prefix, self.colours.get(name, "")), (text, style)), soft_wrap=True)

    def close(self) -> None:
        self.closed.set()
        self.thread.join(timeout=2)


def shorten(log: Path) -> None:
    """Empty a log that has grown long; who writes to it appends."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > MOST:
            os.truncate(log, 0)


def tail(log: Path, lines: int) -> str:
    """The last lines of a log; empty where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - SHOWN))
            said = file.read(SHOWN).decode("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(said.splitlines()[-lines:])

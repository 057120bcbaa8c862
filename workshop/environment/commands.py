"""Running uv and pip, with a line that shows how far they are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop.environment.venv import WINDOWS

REDRAW = 0.2  # seconds, on a terminal
REPORT = 5.0  # seconds, where the output goes to a file or a CI log


@dataclass(frozen=True)
class Finished:
    """A command that has ended: whether it succeeded, and all it printed."""

    succeeded: bool
    lines: list[str]


def say(text: str) -> None:
    """A line for the learner, on stderr: stdout belongs to the command that was asked for."""
    print(text, file=sys.stderr, flush=True)


def run(
    command: Sequence[str], doing: str, environ: Mapping[str, str], lock: int | None = None, total: int = 0
) -> Finished:
    """Runs the command, showing `doing`, the seconds and its latest line; total is the number of packages expected.

    The command inherits the lock, so that it stays taken if only we are killed. Ctrl-C ends the command, too.
    """
    try:
        process = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            pass_fds=() if lock is None or WINDOWS else (lock,),
        )
    except OSError as error:
        return Finished(succeeded=False, lines=[f"{command[0]}: {error.strerror}"])
    lines: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip():
                lines.append(without_passwords(line.rstrip()))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    show = _Shown(doing, total)
    try:
        while reader.is_alive():
            reader.join(REDRAW)
            show.progress(lines)
        return Finished(succeeded=process.wait() == 0, lines=lines)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        show.end()


def without_passwords(text: str) -> str:
    """The text with the name and password of every URL in it hidden."""
    return re.sub(r"://\S*@", "://***@", text)


class _Shown:
    """One line that is drawn again and again on a terminal, and now and then a new one elsewhere."""

    def __init__(self, doing: str, total: int) -> None:
        self.doing = doing
        self.total = total
        self.begun = self.reported = time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.width = shutil.get_terminal_size().columns - 1 if self.terminal else 110

    def progress(self, lines: Sequence[str]) -> None:
        now = time.monotonic()
        if not self.terminal and now - self.reported < REPORT:
            return
        self.reported = now
        text = f"  {self.doing}, {now - self.begun:.0f} s{self._latest(lines)}"[: self.width]
        if self.terminal:
            self._draw(text)
        else:
            say(text)

    def _latest(self, lines: Sequence[str]) -> str:
        latest = next((line.strip() for line in reversed(lines) if not line.startswith("WARNING")), "")
        if latest.startswith("Installed "):  # uv's last word before the longest part
            latest += "; compiling them, so that every start is quick"
        collected = sum(line.startswith(("Collecting ", "Processing ")) for line in lines)  # pip names each package so
        counted = f" ({collected} of {self.total})" if collected and self.total else ""
        return f"{counted}: {latest}" if latest else ""

    def end(self) -> None:
        if self.terminal:
            self._draw("")

    def _draw(self, text: str) -> None:
        print("\r" + text.ljust(self.width) + "\r", end="", file=sys.stderr, flush=True)

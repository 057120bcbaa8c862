"""A terminal with a person at it: what the program shows is read off a screen, keys are pressed."""

from __future__ import annotations

import signal
import sys
import time
from types import TracebackType

import pexpect
import pyte

from small_course import Course

COLUMNS, LINES = 110, 45
SECONDS = 40


class Terminal:
    """`python -m workshop ARGUMENTS` in a pseudo-terminal; use it as a context manager."""

    def __init__(self, course: Course, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "workshop", *arguments],
            cwd=str(course.root),
            env=course.environment({"TERM": "xterm-256color"} | (env or {})),
            dimensions=(LINES, COLUMNS),
            encoding="utf-8",
            timeout=SECONDS,
        )

    def read(self, seconds: float = 0.1) -> bool:
        """Take in what has been shown meanwhile; False once the program has ended."""
        try:
            self.stream.feed(self.child.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            return False
        return True

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).strip()

    def shows(self, *pieces: str, without: str | None = None) -> str:
        """Wait until all `pieces` stand on the screen (and `without` doesn't); fail with the screen when they don't."""
        deadline = time.monotonic() + SECONDS
        while not all(piece in self.text for piece in pieces) or (without is not None and without in self.text):
            assert time.monotonic() < deadline, f"the screen does not show {pieces} without {without!r}:\n{self.text}"
            if not self.read():
                assert all(piece in self.text for piece in pieces), f"ended before {pieces}:\n{self.text}"
        return self.text

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def ends(self) -> int:
        """Wait for the end of the program; its exit code."""
        while self.read():
            pass
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the terminal, as a person does who has had enough."""
        if self.child.isalive():
            self.child.kill(signal.SIGHUP)
            self.ends()

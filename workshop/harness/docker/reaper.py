"""Remove what a process has made of Docker's when it dies without a chance to do so itself.

What is killed can't clean up, and containers are children of the engine. So a process beside it holds the other end of
a pipe, which the system closes however its writer ends.
"""

from __future__ import annotations

import signal
import subprocess
import sys

from workshop.catalog import ROOT
from workshop.harness.docker import ownership
from workshop.harness.docker.cli import EngineError
from workshop.serve.ending import ENDING
from workshop.serve.waiting import until

SECONDS = 120.0  # in which what is being made while its owner dies has come to be there, and can be removed
MODULE = "workshop.harness.docker.reaper"


class Reaper:
    """While it is there, all that bears `mark` goes when this process does. `close` it once nothing is left."""

    def __init__(self, mark: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", MODULE, mark],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # else Ctrl-C, or the end of the terminal, would end it too
        )

    def close(self) -> None:
        """There is nothing left to do for it."""
        self.process.kill()
        self.process.communicate()


def _nothing_left(mark: str) -> bool:
    ownership.remove_marked(mark)
    try:
        return not ownership.left(mark)
    except EngineError:  # the next start removes it
        return True


if __name__ == "__main__":
    for name in ENDING:
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    ownership.remove_marked(sys.argv[1])  # what was being made at this moment is there when it is looked again
    until(lambda: _nothing_left(sys.argv[1]), SECONDS)

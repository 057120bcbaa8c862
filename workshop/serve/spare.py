"""A spare: a process that has imported the frameworks and waits on its standard input for the one service to become.

What the warm parent does where forking is not safe (macOS) or not there (Windows): `python -m workshop.serve.spare
MODULE…`. It ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterable
from typing import BinaryIO

from workshop.serve import child
from workshop.serve.launch import Failed, Report, decode_launch, encode
from workshop.serve.preload import preload


def main(modules: Iterable[str]) -> None:
    preload(modules)
    orders = sys.stdin.buffer
    reports = os.dup(1)
    os.dup2(2, 1)
    line = orders.readline()
    if not line:
        return
    threading.Thread(target=_end_with, args=(orders,), daemon=True).start()

    def report(message: Report) -> None:
        with contextlib.suppress(OSError):
            os.write(reports, encode(message))

    try:
        child.become(decode_launch(line), report)
    except Exception as error:
        report(Failed(f"the service could not be started: {error!r}"))


def _end_with(orders: BinaryIO) -> None:
    """End this process and its group when the standard input ends: its owner is done with it, or dead."""
    orders.read()
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(os.getpgid(0), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])

import contextlib
import os

from . import spy


@spy.at_the_docs
def stuff() -> None:
    """Fill every Unix socket, and have writing to it wait."""
    for line in spy.unix_sockets():
        with contextlib.suppress(OSError):
            line.setblocking(False)
            while True:
                line.send(b"x" * 4096)
        line.setblocking(True)
    os._exit(0)


spy.tried("to stuff its line, when asked")

"""Start a container with a port of this machine that leads into it."""

from __future__ import annotations

import re

from workshop.harness.docker.cli import EngineError, run
from workshop.serve.ports import free_port

SECONDS = 300.0  # an image may have to be fetched first
TAKEN = re.compile("address already in use|port is already allocated")
PORTS = 3  # that are tried


class Refused(EngineError):
    """The engine does not start such a container; the message is what it said."""


def start(inside: str | int, *words: str) -> tuple[str, int]:
    """`docker run --detach WORDS`: the container, and the port that leads to its port `inside`; raises Refused.

    Where somebody has taken the port meanwhile it is another one. It is not left to the engine, which would choose
    another one at each restart.
    """
    for _ in range(PORTS):
        port = free_port()
        done = run("run", "--detach", "--publish", f"127.0.0.1:{port}:{inside}", *words, seconds=SECONDS)
        if not done.code:
            return done.out.split()[-1], port
        if not TAKEN.search(done.said):
            break
    raise Refused(done.said)

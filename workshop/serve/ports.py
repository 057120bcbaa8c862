"""Ports of this machine: one that is free, whether one is taken, whether somebody answers there."""

from __future__ import annotations

import os
import random
import socket

# below those that Linux, macOS and Windows give to whoever calls somebody: a call can't take what was free a moment ago
PORTS = range(20000, 32000)
TRIES = 100


def free_port(host: str = "127.0.0.1") -> int:
    """A port that was free a moment ago, any of many, so that two who ask hardly ever get the same one."""
    for port in [*random.SystemRandom().sample(PORTS, TRIES), 0]:
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no port of {host} is free")


def is_taken(port: int) -> bool:
    """Whether no service could listen there."""
    with socket.socket() as probe:
        if os.name != "nt":
            # else a port counts as taken for a minute after its service has ended
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return accepts("127.0.0.1", port)


def accepts(host: str, port: int) -> bool:
    """Whether something takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0

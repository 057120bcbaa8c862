"""The switchboard as a program: listens for every edge, takes orders from the console, and ends with it.

`python -m workshop.demo.wire.switchboard [PLAN]`: the plan is a file; else it is the first line of standard input, and
the end of standard input is the end of the switchboard. On standard output it says, as a line of JSON, where it
listens: `{"control": port, "ports": [one for each edge]}`; or `{"problem": text, "port": the one that can't be had}`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from workshop.demo.wire.control import Control
from workshop.demo.wire.edge import Edge
from workshop.demo.wire.entrance import Entrance
from workshop.demo.wire.plan import Plan, PlanError

OPEN_FILES = 65536  # as many as are allowed, up to this


class PortError(Exception):
    """A port that can't be had."""

    def __init__(self, port: int, error: OSError) -> None:
        super().__init__(f"Port {port} can't be used: {error.strerror}.")
        self.port = port


async def run(plan: Plan, ends_with_input: bool) -> None:
    """Work until the order comes to end; raises PortError."""
    edges = [Edge(tap, plan.lingering) for tap in plan.edges]
    entrances = _entrances(plan.host, edges)
    control = Control(plan.token, edges)
    try:
        server = await asyncio.start_server(control.serve, plan.host, plan.control)
    except OSError as error:
        raise PortError(plan.control, error) from None
    keeping = [asyncio.create_task(each.stand_open()) for each in dict.fromkeys(entrances)]
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # as on Windows
        # the first process of a container is not ended by a signal that it doesn't ask for
        loop.add_signal_handler(signal.SIGTERM, control.ended.set)
    if ends_with_input:
        threading.Thread(target=_await_input_end, args=(loop, control.ended), daemon=True).start()
    _say({"control": server.sockets[0].getsockname()[1], "ports": [each.port for each in entrances]})
    ended = asyncio.create_task(control.ended.wait())
    await asyncio.wait([ended, *keeping], return_when=asyncio.FIRST_COMPLETED)


def _entrances(host: str, edges: Sequence[Edge]) -> list[Entrance]:
    """An entrance for each edge; those on one port share it. Raises PortError."""
    entrances: list[Entrance] = []
    shared: dict[int, Entrance] = {}
    for edge in edges:
        port = edge.tap.listen
        try:
            entrance = shared.get(port) or Entrance(host, port)
        except OSError as error:
            raise PortError(port, error) from None
        if port:
            shared[port] = entrance
        entrance.edges[edge.tap.at and socket.gethostbyname(edge.tap.at)] = edge
        entrances.append(entrance)
    return entrances


def _await_input_end(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: it has ended before
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(ended.set)


def _say(said: dict[str, object]) -> None:
    print(json.dumps(said), flush=True)


def _allow_many_connections() -> None:
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main(arguments: Sequence[str]) -> int:
    """Run the program; its exit code."""
    try:
        plan = Plan.decode(Path(arguments[0]).read_bytes() if arguments else sys.stdin.buffer.readline())
        _allow_many_connections()
        asyncio.run(run(plan, ends_with_input=not arguments))
    except PortError as error:
        _say({"problem": str(error), "port": error.port})
    except (PlanError, OSError) as error:
        _say({"problem": str(error), "port": 0})
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

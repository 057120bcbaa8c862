"""A port of the switchboard, where clients come in."""

from __future__ import annotations

import asyncio
import socket

from workshop.demo.wire.connection import Connection
from workshop.demo.wire.edge import Edge
from workshop.demo.wire.sockets import listening, reset

MOST_CONNECTIONS = 512  # at a time; others wait until one has ended
PAUSE = 0.1  # seconds before the next is let in, where the system has no room for one more


class Entrance:
    """A port for the clients of an edge, or of several, by the address of this machine that they come in on."""

    def __init__(self, host: str, port: int) -> None:
        """Raises OSError where the port can't be had."""
        self.socket = listening(host, port)
        self.port: int = self.socket.getsockname()[1]
        self.edges: dict[str, Edge] = {}
        self.places = asyncio.Semaphore(MOST_CONNECTIONS)
        self.inside: set[asyncio.Task[None]] = set()

    async def stand_open(self) -> None:
        """Let clients in, without end."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(self.socket)
            except OSError:
                await asyncio.sleep(PAUSE)
                continue
            await self.places.acquire()
            task = loop.create_task(self._serve(client))
            self.inside.add(task)
            task.add_done_callback(self._has_left)

    async def _serve(self, client: socket.socket) -> None:
        edge = self.edges.get(client.getsockname()[0]) or self.edges.get("")
        if edge:
            await Connection(client, edge).run()
        else:
            reset(client)

    def _has_left(self, task: asyncio.Task[None]) -> None:
        self.inside.discard(task)
        self.places.release()

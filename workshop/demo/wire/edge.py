"""An edge at work: where it leads, how long its replies are held back, what was counted, which connections it has."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from workshop.demo.wire.counts import Counts, EdgeFigures
from workshop.demo.wire.exchanges import Exchanges
from workshop.demo.wire.plan import Tap
from workshop.demo.wire.round_trips import RoundTrips
from workshop.demo.wire.watch import Watch

if TYPE_CHECKING:
    from workshop.demo.wire.connection import Connection


class Edge:
    """What all connections of a tap share."""

    def __init__(self, tap: Tap, lingering: float) -> None:
        self.tap = tap
        self.lingering = lingering
        self.to = tap.to
        self.delay = 0.0
        self.changed = asyncio.Event()
        self.counts = Counts()
        self.connections: set[Connection] = set()

    def watch(self) -> Watch:
        """A watch for a new connection."""
        return Exchanges(self.counts) if self.tap.kind == "http" else RoundTrips(self.counts)

    def slow(self, seconds: float) -> None:
        """Hold back each reply for so long, those included that are being held back now."""
        self.delay = seconds
        self.changed.set()
        self.changed = asyncio.Event()

    async def hold(self) -> None:
        """Wait until a reply that has come now may go on."""
        loop = asyncio.get_running_loop()
        came = loop.time()
        while loop.time() < came + self.delay:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(came + self.delay):
                    await self.changed.wait()

    def retarget(self, host: str, port: int) -> None:
        """Lead elsewhere from now on; a reply that is under way still comes."""
        self.to = host, port
        for connection in self.connections:
            connection.leave()

    def figures(self) -> EdgeFigures:
        """What was counted since the last asking, and what waits now."""
        now = asyncio.get_running_loop().time()
        whole = sum(not connection.half for connection in self.connections)
        waited = [now - began for connection in self.connections for began in connection.watch.begun()]
        return self.counts.take(self.tap.source, self.tap.target, self.tap.kind, whole, waited)

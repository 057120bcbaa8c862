"""A connection through the switchboard: each byte goes on as it came, and no faster than the other side takes it.

Sockets are used as they are, not asyncio's transports: those close both ways as soon as one way fails, and the reply of
a target that has stopped reading would be lost with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from workshop.demo.wire.edge import Edge
from workshop.demo.wire.sockets import dial, prepare, reset

SIZE = 65536  # bytes that are under way at most, each way
GIVING_UP = 0.5  # seconds after which a client that sends nothing more, and has no reply, counts as gone


class Connection:
    """What a client and the target of an edge say to each other, until both have ended or one is gone."""

    def __init__(self, client: socket.socket, edge: Edge) -> None:
        self.client = client
        self.edge = edge
        self.watch = edge.watch()
        self.loop = asyncio.get_running_loop()
        self.dialled: asyncio.Future[socket.socket] = self.loop.create_future()
        self.sockets = [client]
        self.patience = asyncio.timeout(None)
        self.half = False  # whether one side has ended
        self.replied = False  # whether that was the target
        self.listens = True  # whether the target takes what the client sends
        self.leaving = False
        self.task = asyncio.current_task()

    async def run(self) -> None:
        """Carry everything both ways, until the end."""
        self.edge.connections.add(self)
        close: Callable[[socket.socket], None] = socket.socket.close
        try:
            prepare(self.client)
            async with self.patience, asyncio.TaskGroup() as both_ways:
                both_ways.create_task(self._carry_requests())
                both_ways.create_task(self._carry_replies())
        except* OSError:
            close = reset
        finally:
            self.edge.connections.discard(self)
            self.watch.given_up()
            for each in self.sockets:
                close(each)

    def leave(self) -> None:
        """End it as soon as no reply is under way; at once where that can't be known."""
        self.leaving = True
        if self.task and self.dialled.done() and self.watch.settled() is not False:
            self.task.cancel()

    async def _carry_requests(self) -> None:
        while data := await self._received(self.client):
            if not self.listens:  # read all the same: else the client would never look for the reply that is there
                continue
            self.watch.asked(data, self.loop.time())
            target = await self.dialled
            try:
                await self.loop.sock_sendall(target, data)
            except OSError:
                if self.replied:
                    raise
                self.listens = False
        # one who has closed the connection, and one who just sends nothing more, look the same
        self.loop.call_later(GIVING_UP, self.watch.given_up)
        self._end_of_one_side(await self.dialled)

    async def _carry_replies(self) -> None:
        try:
            target = await dial(*self.edge.to)
        except OSError:
            self.watch.refused()
            raise
        self.sockets.append(target)
        self.dialled.set_result(target)
        while data := await self._reply(target):
            if self.watch.answered(data):
                await self.edge.hold()
            self.watch.passed_on(self.loop.time())
            await self.loop.sock_sendall(self.client, data)
            if self.leaving:
                self.leave()
        self.replied = True
        self.watch.given_up()
        self._end_of_one_side(self.client)

    async def _reply(self, target: socket.socket) -> bytes:
        """What comes next; nothing at its end, which may be a reset where all has been said. Raises OSError."""
        try:
            if data := await self._received(target):
                return data
            if not self.listens:  # it was reset, which is told but once
                raise ConnectionResetError
        except OSError:
            if not self.watch.settled():
                raise
        return b""

    async def _received(self, source: socket.socket) -> bytes:
        await asyncio.sleep(0)  # others have their turn, however much comes here
        data = await self.loop.sock_recv(source, SIZE)
        if self.half:
            self._await_more()
        return data

    def _end_of_one_side(self, other: socket.socket) -> None:
        """Tell the other side, which may still have something to say."""
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)
        self.half = True
        self._await_more()

    def _await_more(self) -> None:
        if not self.patience.expired():
            self.patience.reschedule(self.loop.time() + self.edge.lingering)

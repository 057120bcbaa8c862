"""The orders of the console: a line of JSON each, and a line of JSON back. First of all comes the token, in a line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from workshop.demo.wire.edge import Edge
from workshop.demo.wire.plan import SLOWEST

ORDERS = (
    f'{{"do": "figures"}}, {{"do": "slow", "target": name, "seconds": 0 to {SLOWEST:g}}} or '
    '{"do": "retarget", "target": name, "to": [host, port]}'
)


class Control:
    """Takes orders for all edges, from whoever knows the token. `ended` is set by the order to end."""

    def __init__(self, token: str, edges: Sequence[Edge]) -> None:
        self.token = token
        self.edges = edges
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Obey what comes on one connection, until it ends."""
        # a line without end is a ValueError; to be cancelled at the end of all is no error either, as asyncio has it
        with contextlib.suppress(OSError, ValueError, asyncio.CancelledError), contextlib.closing(writer):
            shown = await reader.readline()
            if not secrets.compare_digest(shown.strip(), self.token.encode()):
                await _say(writer, {"problem": "The first line must be the token."})
                return
            while line := await reader.readline():
                await _say(writer, self._obey(line))

    def _obey(self, line: bytes) -> dict[str, Any]:
        """What there is to say to an order."""
        try:
            order = json.loads(line)
        except ValueError:
            return _not_understood(line.decode(errors="replace").strip())
        match order:
            case {"do": "figures"}:
                return {"edges": [asdict(edge.figures()) for edge in self.edges]}
            case {"do": "slow", "target": str(target), "seconds": int() | float() as seconds} if (
                0 <= seconds <= SLOWEST
            ):
                edges = self._into(target)
                for edge in edges:
                    edge.slow(seconds)
                return {} if edges else self._nobody(target)
            case {"do": "retarget", "target": str(target), "to": [str(host), int(port)]}:
                edges = self._into(target)
                for edge in edges:
                    edge.retarget(host, port)
                return {} if edges else self._nobody(target)
        return _not_understood(line.decode(errors="replace").strip())

    def _into(self, target: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.tap.target == target]

    def _nobody(self, target: str) -> dict[str, Any]:
        names = ", ".join(dict.fromkeys(edge.tap.target for edge in self.edges))
        return {"problem": f'No edge leads to "{target}". Edges lead to {names}.'}


def _not_understood(order: str) -> dict[str, Any]:
    return {"problem": f"This is no order: {order}\nAn order is {ORDERS}."}


async def _say(writer: asyncio.StreamWriter, said: dict[str, Any]) -> None:
    writer.write(json.dumps(said).encode() + b"\n")
    await writer.drain()

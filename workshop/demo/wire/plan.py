"""What the switchboard is told at its start: the edges it sits on. Only the standard library."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass

KINDS = ("http", "tcp")
LINGERING = 60.0  # seconds
SLOWEST = 30.0  # seconds that replies may be held back


class PlanError(Exception):
    """A plan that can't be followed; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Tap:
    """An edge, from `source` to `target`: where it is listened for, and the host and port that it leads to.

    `listen` is a port, 0 any that is free. Where several edges share a port, `at` tells them apart: the address of this
    machine that a connection has come in on, or the name of that address, looked up at the start; "" is any. A host
    that is a name is looked up for each connection.
    """

    source: str
    target: str
    kind: str
    to: tuple[str, int]
    listen: int = 0
    at: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise PlanError(f'{self.source} → {self.target}: a kind is "http" or "tcp", not {self.kind!r}.')


@dataclass(frozen=True, slots=True)
class Plan:
    """All edges, the token that orders must show, the port for orders (0: any), and the address to listen on.

    A connection of which one side has ended is given up after `lingering` seconds of silence.
    """

    token: str
    edges: tuple[Tap, ...]
    control: int = 0
    host: str = "127.0.0.1"
    lingering: float = LINGERING

    def __post_init__(self) -> None:
        (place, times), *_ = [
            *Counter((tap.listen, tap.at) for tap in self.edges if tap.listen).most_common(1),
            ("", 0),
        ]
        if times > 1:
            raise PlanError(f"{times} edges listen on port {place[0]}: each needs an address of its own, in `at`.")

    def encode(self) -> bytes:
        """As a line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, text: bytes) -> Plan:
        """What `encode` has made; raises PlanError."""
        try:
            given = json.loads(text)
            edges = tuple(Tap(**{**edge, "to": tuple(edge["to"])}) for edge in given.pop("edges"))
            return cls(edges=edges, **given)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise PlanError(f"The plan can't be read: {type(error).__name__}: {error}") from None

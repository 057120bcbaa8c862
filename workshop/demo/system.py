"""What runs, and what can be done to it, whether it is made of processes or of containers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from workshop.catalog import Lesson
from workshop.demo.wire.counts import EdgeFigures
from workshop.demo.wire.plan import SLOWEST as SLOWEST
from workshop.stacks.stack import CLIENTS as CLIENTS
from workshop.stores.postgres import Server as Postgres
from workshop.stores.valkey import Server as Valkey

GATEWAY, POSTGRES, VALKEY = "gateway", Postgres.name, Valkey.name
Action = Literal["kill", "freeze", "slow", "restart", "deploy"]  # thaw goes with freeze, roll back with deploy
ACTIONS: tuple[Action, ...] = ("kill", "freeze", "slow", "restart", "deploy")  # the last one for services alone


class ActionError(Exception):
    """It can't be done now; the message is for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A service, a store, the gateway or the clients: where it is, in words, and what can be done to it."""

    name: str
    kind: Literal["clients", "gateway", "service", "store"]
    says: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """Who calls whom, and by what: HTTP, or a protocol of its own over TCP."""

    source: str
    target: str
    kind: Literal["http", "tcp"]


class System(Protocol):
    """A lesson's stack with the wire between its boxes. Threads may share it.

    What acts raises ActionError where that can't be done; `thaw`, `slow` with 0 seconds and `roll_back` do nothing
    where there is nothing to mend.
    """

    lesson: Lesson

    @property
    def boxes(self) -> Mapping[str, Box]: ...

    @property
    def edges(self) -> Sequence[Edge]: ...

    def url(self, service: str) -> str:
        """Where a client asks for that service."""

    def start(self) -> None:
        """Start it all; nothing is left running where that fails. Raises StackError, StoreError."""

    def stop(self) -> None:
        """Mend and end it all, however far the start has come; a second time is no error.

        Raises StackError for what could not be ended.
        """

    def states(self) -> dict[str, str]:
        """How each box is: "running", "frozen", "away", "starting", "slow 2 s" or "bad version"."""

    def kill(self, box: str) -> None:
        """End it at once, as a crash does; it is started again after a pause."""

    def freeze(self, box: str) -> None:
        """Stop it where it stands: connections stay open, nothing answers."""

    def thaw(self, box: str) -> None:
        """Let it go on."""

    def restart(self, box: str) -> None:
        """Have it end in order and start again; comes back before it has."""

    def slow(self, box: str, seconds: float) -> None:
        """Hold each of its replies back for so long, at most SLOWEST."""

    def deploy_bad(self, service: str) -> None:
        """Put a version in its place that is healthy, and answers 500 to all else."""

    def roll_back(self, service: str) -> None:
        """Put the good version back."""

    def mend(self) -> None:
        """Thaw, hurry and roll back all that needs it; raises nothing."""

    def figures(self) -> list[EdgeFigures]:
        """What was counted on each edge since the last asking."""

    def log(self, box: str) -> str:
        """The last lines that it has printed."""

"""What the wire between the boxes of a stack does, whether that is made of processes or of containers."""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from workshop.catalog import Lesson
from workshop.demo.system import CLIENTS, SLOWEST, ActionError, Box, Edge
from workshop.demo.wire.counts import EdgeFigures
from workshop.demo.wire.line import Line, WireError
from workshop.stacks.stack import StackError


class Wired(ABC):
    """The boxes and edges of a lesson's stack; `wire` leads to its switchboard, while that runs."""

    def __init__(self, lesson: Lesson, boxes: Iterable[Box], edges: Iterable[Edge]) -> None:
        self.lesson = lesson
        self.boxes = {box.name: box for box in boxes}
        self.edges = list(edges)
        self.wire: Line | None = None
        self.slowed: dict[str, float] = {}
        self.acting = threading.RLock()

    @abstractmethod
    def thaw(self, box: str) -> None: ...

    @abstractmethod
    def roll_back(self, service: str) -> None: ...

    def figures(self) -> list[EdgeFigures]:
        """What was counted on each edge since the last asking; raises StackError where the wire has ended."""
        wire = self.wire
        try:
            return wire.figures() if wire else []
        except WireError as error:
            raise StackError(str(error)) from None

    def slow(self, box: str, seconds: float) -> None:
        if box not in self.boxes or box == CLIENTS:
            raise ActionError(f"Nobody asks {box}, so that there is no reply to hold back.")
        if not 0 <= seconds <= SLOWEST:
            raise ActionError(f"A reply can be held back for 0 to {SLOWEST:g} seconds, not for {seconds:g}.")
        with self.acting:
            self.order(lambda wire: wire.slow(box, seconds))
            self.slowed = {name: much for name, much in self.slowed.items() if name != box}
            if seconds:
                self.slowed[box] = seconds

    def mend(self) -> None:
        for name in self.boxes.keys() - {CLIENTS}:
            # a good version may have been frozen before a bad one came
            for mending in (self.thaw, self.roll_back, self.thaw, lambda box: self.slow(box, 0)):
                with contextlib.suppress(ActionError):
                    mending(name)

    def close_wire(self) -> None:
        """End it, or let go of it where it is not our own; a second time is no error."""
        wire, self.wire = self.wire, None
        if wire:
            wire.close()

    def order(self, order: Callable[[Line], None]) -> None:
        """Give the wire an order; raises ActionError where it takes none."""
        if self.wire is None:
            raise ActionError("The stack does not run.")
        try:
            order(self.wire)
        except WireError as error:
            raise ActionError(str(error)) from None

    def in_words(self, box: str, state: str, bad: bool) -> str:
        """The state of a box that is in this one, of which a `bad` version runs or not, and that may be slow."""
        if state == "running" and box in self.slowed:
            return f"slow {self.slowed[box]:g} s"
        return "bad version" if state == "running" and bad else state

"""A stack under load, what came of it, and what was told of it, for the tests of what is done to its boxes."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Generic, TypeVar

import requests

from free_ports import on_free_ports
from recorded import all_well
from small_course import until
from workshop.catalog import find
from workshop.demo.library import OFTEN, USUAL, Library
from workshop.demo.processes import Processes
from workshop.demo.record import Record
from workshop.demo.system import GATEWAY, System
from workshop.demo.traffic import Traffic
from workshop.serve import leftovers
from workshop.stacks.keeping import Told

S = TypeVar("S", bound=System)
SECONDS = 30.0  # that anything may take
RATE = 80.0


class Loaded(Generic[S]):
    """The system that `make` gives, which is handed whom it tells; with `rate` requests a second once it is started.

    It is well when of each route that is sent often the next `times` are answered well.
    """

    def __init__(self, make: Callable[[Told], S], rate: float, times: int = 3) -> None:
        self.events: list[tuple[str, str]] = []
        self.system = make(lambda *event: self.events.append(event))
        self.rate = rate
        self.times = times
        self.record = Record()
        self.seen: Counter[tuple[str, str, str]] = Counter()

    def start(self) -> None:
        self.system.start()
        self.library = Library(self.system.lesson, self.system.url, gateway=GATEWAY in self.system.boxes)
        usual = {OFTEN: USUAL}  # so that one needn't wait long for the others
        self.routes = [replace(route, weight=usual.get(route.weight, route.weight)) for route in self.library.routes]
        self.traffic = Traffic(self.routes, self.record.take, self.rate)
        self.traffic.start()

    def stop(self) -> None:
        self.system.stop()
        self.traffic.close()

    def is_well(self) -> None:
        """Require that all is well, now or soon: every route that is sent often, and every box."""
        often = [route for route in self.routes if route.weight >= USUAL]
        well = all_well(self.record, often, self.times, SECONDS)
        assert well, [str(sent) for sent in self.record.sent if not sent.well][-5:]
        until(lambda: set(self.system.states().values()) == {"running"}, "all boxes run")

    def get(self, service: str, path: str, seconds: float = 10.0) -> requests.Response:
        return requests.get(self.system.url(service) + path, timeout=seconds)

    def on_edge(self, source: str, target: str) -> Counter[str]:
        """What was counted on an edge since the start."""
        for figures in self.system.figures():
            for outcome, number in figures.outcomes.items():
                self.seen[figures.source, figures.target, outcome] += number
        found = {outcome: number for (a, b, outcome), number in self.seen.items() if (a, b) == (source, target)}
        return Counter(found)


class LoadedProcesses(Loaded[Processes]):
    """A running stack of processes under load."""

    def __init__(self, number: int, folder: Path) -> None:
        lesson = find(str(number))
        super().__init__(lambda told: Processes(lesson, on_free_ports(lesson), told, folder), RATE)


def left_of(mark: str) -> list[object]:
    """The processes and the temporary folders that there are of a run."""
    places = {tempfile.gettempdir(), leftovers.SHORT, leftovers.MEMORY, leftovers.OPEN}
    folders = [folder for place in places for folder in Path(place).glob(f"workshop-{mark}-*")]
    return [*leftovers.marked(mark), *folders]

"""What the page shows, counted: calls from box to box over the last seconds, and two minutes of what clients saw.

Nothing here looks at a clock. Times are given, those of time.monotonic(). What goes out has those of time.time(), by
the `offset` between the two.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

from workshop.demo.boxes import RECENT, Breaker, Flow, looks
from workshop.demo.played import OUTCOMES, Outcome
from workshop.demo.traffic import NO_ANSWER, Sent
from workshop.demo.wire import cache_status
from workshop.demo.wire.counts import EdgeFigures

STEP = 0.5  # seconds
KEPT = 120.0  # seconds of calls and steps
LATELY = 5.0  # seconds that rate, errors and latency of an edge are of
EVENTS = 400  # at most


def outcome(sent: Sent) -> Outcome:
    """What came of a request, in one word."""
    if sent.status == NO_ANSWER:
        return "none"
    if not sent.well:
        return "told" if sent.told else "failed"
    return "stale" if cache_status.read(sent.cache)[0] == "stale" else "well"


@dataclass
class Step:
    """Half a second of what clients saw."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def shown(self, at: float) -> dict[str, Any]:
        ordered = sorted(self.seconds)
        return {
            "at": at,
            "outcomes": {word: self.outcomes[word] for word in OUTCOMES},
            "median": ordered[len(ordered) // 2] if ordered else None,
            "p95": ordered[int(len(ordered) * 0.95)] if ordered else None,
        }


class Heard(NamedTuple):
    """What the wire has counted between these two moments."""

    since: float
    at: float
    figures: list[EdgeFigures]


class Figures:
    """Takes in what the wire and the clients report, and gives out what the page shows. Threads may share it."""

    def __init__(self, edges: Iterable[tuple[str, str]], offset: float = 0.0, breaker: Breaker | None = None) -> None:
        self.edges = list(edges)
        self.offset = offset
        self.breaker = breaker
        self.lock = threading.Lock()
        self.asked: float | None = None  # when the wire was asked last
        self.heard: deque[Heard] = deque()
        self.open: dict[int, Step] = {}  # by number: the one from STEP * number on
        self.complete: deque[dict[str, Any]] = deque(maxlen=round(KEPT / STEP))
        self.next: int | None = None  # the number of the first step that isn't complete
        self.events: deque[dict[str, Any]] = deque(maxlen=EVENTS)
        self.noted = 0
        self.replies: dict[str, dict[str, Any]] = {}

    # in

    def take_edges(self, at: float, figures: Iterable[EdgeFigures]) -> None:
        """What the wire has counted since it was asked before."""
        with self.lock:
            self.heard.append(Heard(at - STEP if self.asked is None else self.asked, at, list(figures)))
            self.asked = at
            while self.heard[0].at <= at - KEPT:
                self.heard.popleft()

    def take_sent(self, sent: Sent) -> None:
        """A request that has come to its end."""
        ended = sent.began + sent.seconds
        with self.lock:
            step = self.open.setdefault(max(int(ended / STEP), self.next or 0), Step())
            step.outcomes[outcome(sent)] += 1
            step.seconds.append(sent.seconds)
            self.replies[sent.route.name] = {
                "status": sent.status,
                "seconds": sent.seconds,
                "kind": sent.kind,
                "stale": outcome(sent) == "stale",
                "said": sent.said,
                "at": ended + self.offset,
            }
            if self.breaker:
                self.breaker.take(sent, ended)

    def note(self, at: float, text: str, box: str | None = None) -> None:
        """Something that happened, to a box or to all."""
        with self.lock:
            self.noted += 1
            self.events.append({"id": self.noted, "at": at + self.offset, "text": text, "box": box})

    # out

    def since(self, step: float, event: int) -> dict[str, Any]:
        """The complete steps later than `step`, and the events from the one after `event` on."""
        with self.lock:
            return {
                "steps": [each for each in self.complete if each["at"] > step],
                "events": [each for each in self.events if each["id"] > event],
            }

    def calls(self, target: str, since: float, until: float) -> list[tuple[float, str, int]]:
        """The HTTP calls to `target`: until when they were counted, who called, how often."""
        with self.lock:
            return [
                (heard.at, each.source, sum(each.outcomes.values()))
                for heard in self.heard
                if since < heard.at <= until
                for each in heard.figures
                if each.target == target and each.kind == "http"
            ]

    def now(self, at: float, states: Mapping[str, str]) -> dict[str, Any]:
        """Boxes, edges and replies as they are at this moment; completes the steps that are over."""
        with self.lock:
            self._complete(at)
            flows = self._flows(at, LATELY)
            breaker = self.breaker.state(at, self._flows(at, RECENT)) if self.breaker else None
            return {
                "at": at + self.offset,
                "boxes": {
                    name: looks(name, state, flows, breaker if self._breaks(name) else None)
                    for name, state in states.items()
                },
                "edges": [
                    {"source": source, "target": target, **flow.shown()} for (source, target), flow in flows.items()
                ],
                "replies": dict(self.replies),
            }

    def _breaks(self, box: str) -> bool:
        return self.breaker is not None and self.breaker.owner == box

    def _complete(self, at: float) -> None:
        """Close the steps that are over: those since the last time, and no more than are kept."""
        current = int(at / STEP)
        first = min(self.open, default=current) if self.next is None else self.next
        for number in range(max(first, current - round(KEPT / STEP)), current):
            self.complete.append(self.open.pop(number, Step()).shown(number * STEP + self.offset))
        self.next = max(first, current)
        for number in [number for number in self.open if number < self.next]:
            del self.open[number]

    def _flows(self, at: float, lately: float) -> dict[tuple[str, str], Flow]:
        """What has gone along each edge in so many seconds before, and what waits there."""
        recent = list(takewhile(lambda heard: heard.at > at - lately, reversed(self.heard)))[::-1]
        seconds = recent[-1].at - recent[0].since if recent else STEP
        flows = {edge: Flow(seconds) for edge in self.edges}
        for heard in recent:
            for figures in heard.figures:
                if flow := flows.get((figures.source, figures.target)):
                    flow.add(figures)
        return flows

"""What is counted on an edge, and the form in which it is given out. Only the standard library."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop.demo.wire import cache_status

# seconds, ten steps a decade: upper bounds of the buckets that latencies are counted in; the last bucket has none
BOUNDS = tuple(round(10 ** (step / 10), 7) for step in range(-40, 21))
NONE = "none"  # refused, cut or reset before there was a reply, or the client has not waited for it
ANSWERED = "answered"  # of a round trip that isn't HTTP
DETAILS = 20  # different words that are counted
LONGEST = 40  # characters of such a word
OTHER = "other"


@dataclass(frozen=True, slots=True)
class EdgeFigures:
    """What happened on an edge since the last asking; words that did not occur are left out.

    `outcomes` are classes of status ("2xx" …) or "answered", and "none". `latency` counts the answered ones in the
    buckets of BOUNDS. `caches` says "hit", "miss", "stale", and `details` why (RFC 9211). At this moment `open`
    connections are there, `waiting` requests have no reply, and the oldest of these has `waited` so many seconds.
    """

    source: str
    target: str
    kind: str
    outcomes: dict[str, int]
    latency: list[int]
    caches: dict[str, int]
    details: dict[str, int]
    open: int
    waiting: int
    waited: float


class Counts:
    """What is counted until it is taken; bounded, however much happens and whatever is said."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.latency = [0] * (len(BOUNDS) + 1)
        self.caches: Counter[str] = Counter()
        self.details: Counter[str] = Counter()

    def none(self) -> None:
        """A request that got no reply."""
        self.outcomes[NONE] += 1

    def answered(self, seconds: float, outcome: str = ANSWERED) -> None:
        """One that did, after so many seconds."""
        self.outcomes[outcome] += 1
        self.latency[bisect_left(BOUNDS, seconds)] += 1

    def reply(self, seconds: float, status: int, headers: Mapping[bytes, bytes]) -> None:
        """An HTTP reply, with those of its headers that count, their names in small letters."""
        self.answered(seconds, f"{status // 100}xx")
        self._cache(status, headers)

    def _cache(self, status: int, headers: Mapping[bytes, bytes]) -> None:
        how = detail = ""
        if said := headers.get(b"cache-status"):
            how, detail = cache_status.read(said.decode("latin-1"))
        elif 200 <= status < 300:
            how = cache_status.by_age(headers.get(b"age", b"").decode("latin-1"))
        if how:
            self.caches[how] += 1
        if detail:
            word = detail[:LONGEST]
            self.details[word if word in self.details or len(self.details) < DETAILS else OTHER] += 1

    def take(self, source: str, target: str, kind: str, connections: int, waited: Sequence[float]) -> EdgeFigures:
        """What was counted on the edge from `source` to `target` since the last taking.

        `waited` has the seconds that each request without a reply has been waiting.
        """
        taken = EdgeFigures(
            source,
            target,
            kind,
            dict(self.outcomes),
            self.latency,
            dict(self.caches),
            dict(self.details),
            connections,
            len(waited),
            max(waited, default=0.0),
        )
        self._clear()
        return taken

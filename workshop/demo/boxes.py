"""What is said of a box: how it answers those who call it, what its breaker does, how much its cache has."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workshop.demo.latency import quantile
from workshop.demo.system import CLIENTS
from workshop.demo.traffic import Sent
from workshop.demo.wire.counts import EdgeFigures

FAILING = 0.1  # share of the calls to a box from which on it is said to fail
SLOW = 1.0  # seconds that one call in twenty takes from which on a box is said to be slow
HANGING = 1.0  # seconds that a call waits, while none ends, from which on a box is said not to answer
RECENT = 2.0  # seconds that a breaker is taken to be open after the last reply that said so
Look = Literal["well", "hurt", "away"]


@dataclass
class Flow:
    """The calls along an edge that have ended within so many seconds, and those that wait at the end of these."""

    seconds: float
    outcomes: Counter[str] = field(default_factory=Counter)
    latency: list[int] = field(default_factory=list)
    caches: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    waited: float = 0.0  # seconds, of the oldest of these

    def add(self, figures: EdgeFigures) -> None:
        """Add what was counted next."""
        self.outcomes.update(figures.outcomes)
        self.caches.update(figures.caches)
        self.details.update(figures.details)
        self.latency = added(self.latency, figures.latency)
        self.waiting, self.waited = figures.waiting, figures.waited

    def join(self, other: Flow) -> None:
        """Add the calls of another edge."""
        for own, others in (
            (self.outcomes, other.outcomes),
            (self.caches, other.caches),
            (self.details, other.details),
        ):
            own.update(others)
        self.latency = added(self.latency, other.latency)
        self.waiting += other.waiting
        self.waited = max(self.waited, other.waited)

    @property
    def calls(self) -> int:
        return self.outcomes.total()

    @property
    def errors(self) -> int:
        """Calls that failed for a reason on the other side: a 5xx, or no answer."""
        return self.outcomes["5xx"] + self.outcomes["none"]

    @property
    def hangs(self) -> bool:
        """Whether no call ends, and one has been waiting for long."""
        return not self.calls and self.waited > HANGING

    def shown(self) -> dict[str, Any]:
        return {
            "rate": round(self.calls / self.seconds, 2),
            "errors": round(self.errors / self.calls, 4) if self.calls else 0.0,
            "median": quantile(self.latency, 0.5),
            "p95": quantile(self.latency, 0.95),
            "hang": self.waiting if self.hangs else 0,
        }


def added(some: list[int], others: list[int]) -> list[int]:
    """Two histograms as one; either may be empty."""
    return [a + b for a, b in zip(some, others, strict=True)] if some and others else some or others


@dataclass
class Breaker:
    """The breaker that `owner` has against `target`, as its replies tell of it.

    In front of a route that is answered by old answers Cache-Status says detail=Open. Elsewhere a client that needs the
    target has a 503 with Retry-After. That may also be the bulkhead, but then the target is called; or the owner may
    miss something else, but then clients that don't need the target are refused too.
    """

    owner: str = "authors"
    target: str = "books"
    refused: deque[float] = field(default_factory=lambda: deque(maxlen=400))  # when, of those who need the target
    others: float = float("-inf")  # when somebody was refused last who doesn't

    def take(self, sent: Sent, at: float) -> None:
        """What a client got at this moment."""
        if sent.route.service != self.owner or sent.status != 503 or not sent.retry_after:
            return
        if self.target in sent.route.needs:
            self.refused.append(at)
        else:
            self.others = at

    def state(self, at: float, flows: Mapping[tuple[str, str], Flow]) -> tuple[str, str]:
        """Open or closed, and how that is known; `flows` are those of the RECENT seconds."""
        details = sum(flow.details["Open"] for (_, target), flow in flows.items() if target == self.owner)
        if details:
            return "open", f"{details} replies have just said so: Cache-Status with detail=Open"
        refused = sum(moment > at - RECENT for moment in self.refused)
        calls = flows[self.owner, self.target]
        is_called = calls.calls or calls.waiting > 1  # a single one is the probe
        if refused and not is_called and self.others <= at - RECENT:
            return "open", f"{refused} replies have just been 503 where {self.target} is needed, and no call goes there"
        return "closed", f"no reply of {self.owner} says that it is open"


def looks(
    name: str,
    state: str,
    flows: Mapping[tuple[str, str], Flow],
    breaker: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """A box as the page shows it: its `state` as the system says, all `flows`, and its `breaker` where it has one."""
    side = 0 if name == CLIENTS else 1  # what clients see is on the edges that begin at them
    own = Flow(0)
    for edge, flow in flows.items():
        if edge[side] == name:
            own.join(flow)
    look, words = in_words(state, own, *(("requests", "gets no answer") if name == CLIENTS else ()))
    kept = own.caches.total() if side else 0
    knows = [breaker[1]] if breaker else []
    if kept:
        knows.append(f"{kept} replies of the last seconds had Cache-Status")
    return {
        "state": state,
        "look": look,
        "words": words,
        "breaker": breaker[0] if breaker else None,
        "hit_share": round(own.caches["hit"] / kept, 3) if kept else None,
        "knows": "; ".join(knows) or None,
    }


def in_words(state: str, flow: Flow, calls: str = "calls", silent: str = "does not answer") -> tuple[Look, str]:
    """How a box in this state looks, and what is said of it, in 24 characters at most."""
    if state == "away":
        return "away", "away"
    if state == "frozen":
        return "away", "frozen: says nothing"
    if state != "running":
        return "hurt", state[:24]
    if flow.hangs or flow.outcomes["none"] > flow.calls / 2:
        return "away", silent
    if not flow.calls:
        return "well", "nobody asks"
    if flow.errors >= FAILING * flow.calls:
        return "hurt", f"{flow.errors / flow.calls:.0%} of {calls} fail"
    late = quantile(flow.latency, 0.95)
    if late and late >= SLOW:
        return "hurt", f"5% wait over {late:.1f} s"
    return "well", "answers"

"""What was seen while a scenario was played: plain data, kept as JSON beside the report; times are seconds from 0."""

from __future__ import annotations

from typing import Literal

import msgspec

from workshop.demo.system import CLIENTS

Outcome = Literal["well", "stale", "told", "failed", "none"]
OUTCOMES: dict[Outcome, str] = {  # and what is said of each
    "well": "answered",
    "stale": "answered with an old answer that says so",
    "told": "failed, with a problem detail",
    "failed": "failed, without one",
    "none": "no answer at all",
}
GOOD: tuple[Outcome, ...] = ("well", "stale")


class Asked(msgspec.Struct, frozen=True):
    """A route: the service that answers it, the boxes without which it can't, and all that this service calls.

    `often` says whether it is sent often.
    """

    name: str
    service: str
    needs: tuple[str, ...]
    calls: tuple[str, ...] = ()
    often: bool = True

    @property
    def reads(self) -> bool:
        return self.name.startswith("GET ")


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """A request of that route: when it was sent, how many seconds it took, and what came (status 0: nothing)."""

    route: str
    began: float
    seconds: float
    outcome: Outcome
    status: int

    @property
    def ended(self) -> float:
        return self.began + self.seconds

    @property
    def good(self) -> bool:
        return self.outcome in GOOD


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """Something that happened at this moment."""

    at: float
    says: str


class Calls(msgspec.Struct, frozen=True, array_like=True):
    """How many calls went from box to box in the step that ended at this moment."""

    at: float
    source: str
    target: str
    number: int


class Played(msgspec.Struct, frozen=True):
    """A scenario that was played: `box` was bad from `broke` to `mended`, and it was watched until `until`.

    `ready` says whether all was well before. `missing` are acknowledged writes that are gone, None where nobody looked.
    """

    scenario: str
    box: str
    broke: float
    mended: float
    until: float
    routes: tuple[Asked, ...]
    replies: tuple[Reply, ...]
    marks: tuple[Mark, ...] = ()
    calls: tuple[Calls, ...] = ()
    missing: tuple[str, ...] | None = None
    ready: bool = True

    def concerned(self) -> list[Reply]:
        """The requests that were under way when it broke, or were sent after that."""
        return [reply for reply in self.replies if reply.ended > self.broke]

    @property
    def is_needed(self) -> bool:
        """Whether there are routes that need the box; a cache only helps."""
        return any(self.box in route.needs for route in self.routes)

    def relation(self, route: Asked) -> Relation:
        """What the route has to do with the bad box; where that only helps, whether the route's service calls it."""
        if self.box == CLIENTS:
            return "related"
        if self.box not in (route.needs if self.is_needed else route.calls):
            return "unrelated"
        return "own" if route.service == self.box else "related"


# own: the box itself is asked, so that nobody else is there who could say that it is away
Relation = Literal["unrelated", "related", "own"]
RELATIONS: tuple[Relation, ...] = ("unrelated", "related", "own")

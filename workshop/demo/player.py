"""Play a scenario on a running stack: do its steps, put all right again however it ends, and keep what was seen."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workshop.demo.figures import STEP, Figures, outcome
from workshop.demo.played import Asked, Calls, Mark, Played, Reply
from workshop.demo.record import Record
from workshop.demo.scenarios import Scenario, Step
from workshop.demo.system import CLIENTS, GATEWAY, ActionError, System
from workshop.demo.traffic import PATIENCE, Route, Sent, Traffic
from workshop.serve.waiting import until

LEAD = 3.0  # seconds that are kept from before it
WARM = 6.0  # seconds in which all must have been well before one begins, where that can be waited for
TAIL = 2.0  # seconds without a failure that end it
SETTLING = 30.0  # seconds that are waited at most for all to be well before it
ROOM = 1.5  # times as many as needed must be expected of a route that is waited for: its turn may just be over
TIMES = 3  # good answers of a route, one after the other, that show it to be well
RESTART = 20.0  # seconds that may be waited for a box to come back
LATELY = 12.0  # seconds in which a route was sent three times, if it is to be waited for


@dataclass(slots=True)
class Player:
    """Plays scenarios on a stack under load, one at a time. `record` and `figures` are told of all that is sent."""

    system: System
    traffic: Traffic
    figures: Figures
    record: Record
    step: str = field(default="", init=False)  # what was done last

    def settle(self, seconds: float = SETTLING) -> None:
        """Wait until all has been well for a while, so that caches have what is asked for; so long at most."""
        end = time.monotonic() + seconds
        while not self._well_lately(WARM) and time.monotonic() < end:
            threading.Event().wait(STEP)

    def play(self, scenario: Scenario, recovery: float, stop: threading.Event) -> Played:
        """What was seen, from a little before it until `recovery` seconds after it at most; `stop` ends it early.

        Raises ActionError where a step can't be done.
        """
        ready, often = self._well_lately(LEAD), self._often(recovery)
        marks: list[tuple[float, str]] = []
        try:
            for step in scenario.steps:
                self._until_it_runs(scenario.box, stop)
                self._mark(marks, step.says, scenario.box)
                self._do(scenario.box, step, stop)
                if stop.wait(step.lasts):
                    break
        finally:
            self.system.mend()
            self.traffic.peak(1)
        self._mark(marks, scenario.mended, scenario.box)
        self._watch(often, marks[-1][0], recovery, stop)
        return self._seen(scenario, marks, often, ready)

    def _watch(self, often: Sequence[Route], mended: float, recovery: float, stop: threading.Event) -> None:
        """Look on until all has been well for a little while, or that has taken too long."""
        while not self._well_since(often, mended) and time.monotonic() < mended + recovery:
            if stop.wait(STEP):
                return

    def _well_since(self, often: Sequence[Route], began: float) -> bool:
        """Whether nothing has failed lately, nor of each route the last few that were sent since then."""
        sent = self.record.since(began)
        last = {route: [each for each in sent if each.route is route][-TIMES:] for route in often}
        lately = time.monotonic() - TAIL
        return (
            lately > began
            and all(each.well for each in sent if each.began > lately)
            and all(len(those) == TIMES and all(each.well for each in those) for those in last.values())
        )

    def _mark(self, marks: list[tuple[float, str]], says: str, box: str) -> None:
        self.step = says
        marks.append((time.monotonic(), says))
        self.figures.note(marks[-1][0], says, box)

    def _do(self, box: str, step: Step, stop: threading.Event) -> None:
        does: dict[str, Callable[[], None]] = {
            "kill": lambda: self.system.kill(box),
            "freeze": lambda: self.system.freeze(box),
            "slow": lambda: self.system.slow(box, step.much),
            "restart": lambda: self._restart(box, stop),
            "deploy": lambda: self.system.deploy_bad(box),
            "peak": lambda: self.traffic.peak(step.much),
        }
        does[step.do]()

    def _restart(self, box: str, stop: threading.Event) -> None:
        """Restart it, and wait until it is back."""
        self.system.restart(box)
        self._until_it_runs(box, stop)

    def _until_it_runs(self, box: str, stop: threading.Event) -> None:
        """Wait while it is being started again: the stack pauses before that, longer each time."""

        def runs() -> bool:
            return self.system.states()[box] not in ("away", "starting")

        if not until(lambda: stop.is_set() or runs(), RESTART):
            raise ActionError(f"{box} did not come back within {RESTART:g} seconds: look at its log.")

    def _often(self, recovery: float) -> list[Route]:
        """The routes that can be waited for: those that are sent TIMES times, and with room to spare, in `recovery`
        seconds, and of those that write the ones that have been sent so often lately."""
        lately = Counter(sent.route for sent in self.record.since(time.monotonic() - LATELY))
        return [
            route
            for route in self.traffic.routes
            if self.traffic.expected(route, recovery) >= ROOM * TIMES
            and (route.name.startswith("GET ") or lately[route] >= TIMES)
        ]

    def _well_lately(self, seconds: float) -> bool:
        """Whether all that was sent in the last seconds has been answered well, as soon as there are so many."""
        began = time.monotonic() - seconds
        sent = self.record.since(began)
        return bool(sent) and sent[0].began < began + STEP and all(each.well for each in sent)

    def _asked(self, route: Route, often: bool) -> Asked:
        calls = {edge.target for edge in self.system.edges if edge.source == route.service}
        return Asked(route.name, route.service, tuple(sorted(route.needs)), tuple(sorted(calls)), often)

    def _seen(self, scenario: Scenario, marks: list[tuple[float, str]], often: Sequence[Route], ready: bool) -> Played:
        """What has been recorded since LEAD seconds before the first mark, with the replies that are still to come."""
        end = time.monotonic()
        until(lambda: (self.traffic.oldest() or end) >= end, PATIENCE + 1)
        start = marks[0][0] - LEAD
        called = self.figures.calls(scenario.box, start, end)
        return Played(
            scenario=scenario.id,
            box=scenario.box,
            broke=LEAD,
            mended=_since(start, marks[-1][0]),
            until=_since(start, end),
            routes=tuple(self._asked(route, route in often) for route in self.traffic.routes),
            replies=tuple(_reply(sent, start) for sent in self.record.since(start, end)),
            marks=tuple(Mark(_since(start, at), says) for at, says in marks),
            calls=tuple(
                Calls(_since(start, at), source, scenario.box, number)
                for at, source, number in called
                if source not in (CLIENTS, GATEWAY)
            ),
            ready=ready,
        )


def _reply(sent: Sent, start: float) -> Reply:
    return Reply(sent.route.name, _since(start, sent.began), round(sent.seconds, 4), outcome(sent), sent.status)


def _since(start: float, at: float) -> float:
    return round(at - start, 4)

"""A steady load: requests over all routes, at a rate, whether or not those before them are answered by now.

Bounded in all it uses: each route has so many clients at most, and a beat for which none of them is free is left out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from workshop.demo.client import PATIENCE as PATIENCE

USUAL_RATE, LEAST_RATE, MOST_RATE = 40.0, 1.0, 200.0  # requests a second
GATEWAY_RATE, MOST_GATEWAY_RATE = 12.0, 16.0  # the same through lesson 14's gateway, which lets 20 pass
PEAK_RATE = 400.0  # requests a second, at most, in a peak
CLIENTS_EACH = 4  # clients of each route
LATE = 0.1  # seconds of beats that are made up for
SAID = 400  # characters of a reply that are kept
PROBLEM = "application/problem+json"
NO_ANSWER = 0


@dataclass(frozen=True, eq=False)
class Route:
    """A kind of request: `service` answers it, and can't do so without the boxes in `needs`.

    `send` gives the reply, or None where there is nothing to send this time; raises urllib3's HTTPError. With twice the
    `weight` it is sent twice as often.
    """

    name: str
    service: str
    needs: frozenset[str]
    send: Callable[[], BaseHTTPResponse | None]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: when it was sent (time.monotonic()), how many seconds it took, and what came (status 0: no answer)."""

    route: Route
    began: float
    seconds: float
    status: int
    kind: str
    said: str
    cache: str = ""
    retry_after: str = ""

    @property
    def well(self) -> bool:
        return 200 <= self.status < 400

    @property
    def told(self) -> bool:
        """Whether it failed, and the client was told so with a problem detail."""
        return self.status >= 400 and self.kind == PROBLEM

    def __str__(self) -> str:
        outcome = f"{self.status} {self.said[:200]}" if self.status else self.said
        return f"{self.route.name}: {outcome} after {self.seconds:.2f} s"


class Traffic:
    """Sends the routes, by their weights, `rate` times a second until it is closed.

    `take` is told of each request, by many threads.
    """

    def __init__(
        self, routes: Sequence[Route], take: Callable[[Sent], None], rate: float, clients: int = CLIENTS_EACH
    ) -> None:
        self.routes = routes
        self.take = take
        self.clients = clients
        self.usual = rate
        self.factor = 1.0
        self.turns = Turns(routes)
        self.under_way: dict[Route, list[float]] = {route: [] for route in routes}
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.senders = ThreadPoolExecutor(len(routes) * clients, thread_name_prefix="client")
        self.beating = threading.Thread(target=self._beat, name="traffic", daemon=True)

    @property
    def rate(self) -> float:
        """The requests a second at present."""
        return min(self.usual * self.factor, max(PEAK_RATE, self.usual))

    def set_rate(self, rate: float) -> None:
        self.usual = rate

    def expected(self, route: Route, seconds: float) -> float:
        """How often a route is sent in so many seconds, where nothing holds its clients up."""
        return seconds * self.rate * route.weight / self.turns.total

    def peak(self, factor: float) -> None:
        """Send so many times as much, and PEAK_RATE at most, until the factor is 1 again."""
        self.factor = factor

    def waiting(self) -> dict[str, float]:
        """For how many seconds the client of each route that has waited longest has been waiting now; 0: none waits."""
        now = time.monotonic()
        with self.lock:
            return {route.name: now - min(begun, default=now) for route, begun in self.under_way.items()}

    def oldest(self) -> float | None:
        """When the oldest request that is still under way was sent (time.monotonic()), if there is one."""
        with self.lock:
            return min((moment for begun in self.under_way.values() for moment in begun), default=None)

    def start(self) -> None:
        self.beating.start()

    def close(self) -> None:
        """Send nothing more; comes back when the last replies have come, or the clients have given up."""
        self.closing.set()
        if self.beating.ident:
            self.beating.join()
        self.senders.shutdown()

    def _beat(self) -> None:
        """In a thread: a request at each beat."""
        due = time.monotonic()
        while not self.closing.wait(max(0.0, due - time.monotonic())):
            self._begin(self.turns.next())
            due = max(due + 1 / self.rate, time.monotonic() - LATE)

    def _begin(self, route: Route) -> None:
        """Have a client of the route send it, if one is free."""
        began = time.monotonic()
        with self.lock:
            if len(self.under_way[route]) >= self.clients:
                return
            self.under_way[route].append(began)
        self.senders.submit(self._send, route, began)

    def _send(self, route: Route, began: float) -> None:
        try:
            if sent := _sent(route, began):
                self.take(sent)
        finally:
            with self.lock:
                self.under_way[route].remove(began)


def _sent(route: Route, began: float) -> Sent | None:
    """What came of a request; None where nothing was sent."""
    try:
        reply = route.send()
    except (HTTPError, ValueError, LookupError) as error:  # none, or none that a client can do anything with
        said = f"no answer: {type(error).__name__}"
        return Sent(route, began, time.monotonic() - began, NO_ANSWER, "", said)
    seconds = time.monotonic() - began
    if reply is None:
        return None
    return Sent(
        route,
        began,
        seconds,
        reply.status,
        reply.headers.get("Content-Type", "").partition(";")[0],
        reply.data[: 4 * SAID].decode(errors="replace")[:SAID],
        reply.headers.get("Cache-Status", ""),
        reply.headers.get("Retry-After", ""),
    )


class Turns:
    """Whose turn it is: each route as often as its weight says, spread evenly (smooth weighted round robin)."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.credit = dict.fromkeys(routes, 0.0)
        self.total = sum(route.weight for route in routes)

    def next(self) -> Route:
        for route in self.credit:
            self.credit[route] += route.weight
        chosen = max(self.credit, key=self.credit.__getitem__)
        self.credit[chosen] -= self.total
        return chosen

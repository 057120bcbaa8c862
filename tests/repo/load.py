"""A steady load: each route is asked again and again, by a client of its own, and what came back is written down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import requests

PROBLEM = "application/problem+json"
NO_ANSWER = 0


@dataclass(frozen=True)
class Route:
    """A request that is sent again and again; `service` answers it, and it can't do so without those in `needs`."""

    name: str
    service: str
    needs: frozenset[str]
    send: Callable[[requests.Session], requests.Response]


@dataclass(frozen=True)
class Sent:
    """One request: when it was sent, how long it took, and what came (status 0: no answer)."""

    route: Route
    began: float
    seconds: float
    status: int
    kind: str
    said: str

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300

    @property
    def told(self) -> bool:
        """Whether it failed, and the client was told so with a problem detail."""
        return self.status >= 400 and self.kind == PROBLEM

    def __str__(self) -> str:
        outcome = f"{self.status} {self.said[:200]}" if self.status else self.said[:200]
        return f"{self.route.name}: {outcome} after {self.seconds:.2f} s"


class Load:
    """Sends every route, `every` so many seconds, from a thread of its own, until it is closed.

    A client that waits for a reply sends nothing meanwhile. Times are those of time.monotonic().
    """

    def __init__(self, routes: Sequence[Route], every: float, patience: float) -> None:
        self.routes = routes
        self.every = every
        self.patience = patience
        self.sent: list[Sent] = []
        self.changed = threading.Condition()
        self.closing = threading.Event()
        self.threads = [threading.Thread(target=self._keep_sending, args=(route,), daemon=True) for route in routes]
        for thread in self.threads:
            thread.start()

    def _keep_sending(self, route: Route) -> None:
        with requests.Session() as client:
            client.trust_env = False
            client.request = _with_patience(client.request, self.patience)  # type: ignore[method-assign]
            while not self.closing.is_set():
                one = _send(route, client)
                with self.changed:
                    self.sent.append(one)
                    self.changed.notify_all()
                self.closing.wait(max(0.0, one.began + self.every - time.monotonic()))

    def since(self, began: float, until: float = float("inf")) -> list[Sent]:
        """The requests that were sent in this time and have come to an end."""
        with self.changed:
            return [each for each in self.sent if began <= each.began < until]

    def until_all(self, condition: Callable[[Sent], bool], times: int, seconds: float) -> bool:
        """Wait until, from now on, each route has met `condition` so many times running; False where time is up."""
        began = time.monotonic()

        def met() -> bool:
            latest = {route: [s for s in self.sent if s.route is route and s.began >= began] for route in self.routes}
            return all(len(sent) >= times and all(map(condition, sent[-times:])) for sent in latest.values())

        with self.changed:
            return self.changed.wait_for(met, seconds)

    def close(self) -> None:
        """Send nothing more; comes back when the last replies have come."""
        self.closing.set()
        for thread in self.threads:
            thread.join()


def _with_patience(request: Callable[..., requests.Response], seconds: float) -> Callable[..., requests.Response]:
    def patient(*given: object, **named: object) -> requests.Response:
        return request(*given, **{"timeout": seconds, **named})

    return patient


def _send(route: Route, client: requests.Session) -> Sent:
    began = time.monotonic()
    try:
        reply = route.send(client)
    except requests.RequestException as error:
        return Sent(route, began, time.monotonic() - began, NO_ANSWER, "", f"no answer: {type(error).__name__}")
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    return Sent(route, began, time.monotonic() - began, reply.status_code, kind, reply.text)

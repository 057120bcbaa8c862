"""A console of known figures: a stack as calm or as troubled as a test says, and what was asked of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from workshop.demo.system import ActionError

BEGAN = 1_763_719_200.0  # a round half minute
SERVICES = ("movies", "users", "authors", "books")
ACTIONS = ("kill", "freeze", "slow", "restart")
PROBLEM = "application/problem+json"
REFUSED = '{"title": "Service Unavailable", "status": 503, "detail": "books is left alone for 4 s."}'
SCENARIOS = {
    "cache-dies": "The cache dies",
    "books-slow": "Books is slow",
    "database-restarts": "The database restarts",
    "bad-deploy": "A bad deploy",
    "traffic-peak": "A traffic peak",
}
PATHS = {
    "movies": ("/movies GET POST", "/movies/{id} GET PUT DELETE"),
    "users": ("/users GET POST", "/users/{id} GET PUT DELETE", "/users/me GET", "/.well-known/jwks.json GET"),
    "logins": ("/login POST", "/refresh POST", "/logout POST"),
    "books": ("/books GET POST", "/books/{id} GET DELETE"),
    "authors": ("/authors GET POST", "/authors/{id} GET", "/authors?genre=… GET", "/authors/{id}/books GET POST"),
}
BROKEN = "POST /authors/{id}/books"
OLD = "GET /authors/{id}/books"
# as long as the longest that are written for it
QUESTION = ("Books takes three seconds for each reply from now on. Which routes will fail, and which won't? " * 3)[:220]
HAPPENED = ("After five failures the breaker opened, and books was left alone. Readers got the last good answer. " * 4)[
    :340
]


class SmallConsole:
    """The stack of lesson 12, or of 6 without its cache, or of 14 with its gateway.

    Nothing goes by itself: `tick` makes the next picture; while it `repeats`, the old one is sent again. `orders` has
    what was asked for, in order; once `refuses` has words, nothing is done and they are the reason.
    """

    def __init__(self, lesson: int = 12, rate: float = 40.0) -> None:
        self.lesson = lesson
        self.front = "gateway" if lesson >= 14 else "clients"
        self.boxes = self._boxes()
        self.edges = self._edges()
        self.routes = [
            {"name": f"{method} {path}", "service": service, "needs": self._needs(service, path)}
            for part, paths in PATHS.items()
            for service in ["users" if part == "logins" else part]
            for path, *methods in map(str.split, paths)
            for method in methods
        ]
        self.rate = rate
        self.states = {box["name"]: "running" for box in self.boxes}
        self.orders: list[tuple[Any, ...]] = []
        self.refuses = ""
        self.repeats = False
        self.failing: tuple[str, ...] = ()  # boxes whose replies are errors now and then
        self.torn: tuple[str, str] | None = None  # an edge of whose calls half fail
        self.hanging: tuple[str, str] | None = None  # an edge none of whose calls end
        self.late: tuple[str, ...] = ()  # routes that wait with books and needn't
        self.dragged_down: tuple[str, ...] = ()  # routes that fail with books and needn't
        self.scenario: dict[str, Any] | None = None
        self.played: dict[str, Any] = {}
        self.steps: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.changed = threading.Condition()
        self.number = 0
        self.time = 0.0
        self.picture: dict[str, Any] = {}
        for _ in range(240):
            self.tick()

    # what it is

    def _boxes(self) -> list[dict[str, Any]]:
        boxes = [{"name": "clients", "kind": "clients", "says": "the load", "actions": []}]
        if self.front == "gateway":
            boxes.append({"name": "gateway", "kind": "gateway", "says": "nginx, port 8080", "actions": [*ACTIONS]})
        for number, name in enumerate(SERVICES):
            says = f"solution of lesson 11, port {8001 + number}"
            boxes.append({"name": name, "kind": "service", "says": says, "actions": [*ACTIONS, "deploy"]})
        for name in ("PostgreSQL", "Valkey") if self.lesson >= 11 else ("PostgreSQL",):
            boxes.append({"name": name, "kind": "store", "says": "version 18, port 45121", "actions": [*ACTIONS]})
        return boxes

    def _edges(self) -> list[dict[str, str]]:
        pairs = [(self.front, name) for name in SERVICES] + [(name, "PostgreSQL") for name in SERVICES]
        pairs += [("authors", "books"), *([("clients", "gateway")] if self.front == "gateway" else [])]
        if self.lesson >= 11:
            pairs += [("movies", "users"), ("users", "Valkey"), ("authors", "Valkey")]
        return [{"source": source, "target": target} for source, target in pairs]

    def _needs(self, service: str, path: str) -> list[str]:
        also = ["books"] if path in ("/authors?genre=…", "/authors/{id}/books") else []
        return [service, "PostgreSQL", *also, *(["gateway"] if self.front == "gateway" else [])]

    def setup(self) -> Mapping[str, Any]:
        link = {"title": "Lesson 12: Resilience", "href": "/lessons/12-resilience/README.md#the-idea"}
        return {
            "lesson": {
                "number": self.lesson,
                "title": "Compose and the gateway" if self.lesson == 14 else "Resilience",
            },
            "mode": "processes",
            "boxes": self.boxes,
            "edges": self.edges,
            "routes": self.routes,
            "scenarios": [
                {"id": name, "title": title, "question": QUESTION, "happened": HAPPENED, "link": link}
                for name, title in SCENARIOS.items()
            ],
            "rate": self.rate,
            "rates": [10, 40, 200],
        }

    # what is seen

    def history(self) -> Mapping[str, Any]:
        return {"steps": self.steps[-240:], "events": self.events}

    def after(self, number: int, seconds: float) -> tuple[int, Mapping[str, Any]] | None:
        with self.changed:
            if not self.changed.wait_for(lambda: self.number > number, 0.5 if self.repeats else seconds):
                if not self.repeats:
                    return None
                self.number += 1
                self.picture = self.picture | {"steps": [], "events": []}
            return self.number, self.picture

    def log(self, box: str) -> str:
        return "".join(f"{box} has answered request {number}\n" for number in range(20))

    def tick(self, event: str = "") -> None:
        """The next half second. While books isn't running, it takes 5 s, and what authors does about it is seen."""
        with self.changed:
            self.number += 1
            self.time += 0.5
            at = BEGAN + self.time
            calm = self.states["books"] == "running"
            sent = round(self.rate / 2)
            outcomes = {"well": sent} if calm else {"well": sent - 8, "stale": 2, "told": 3, "failed": 2, "none": 1}
            kinds = dict.fromkeys(("well", "stale", "told", "failed", "none"), 0)
            step = {"at": at, "outcomes": kinds | outcomes, "median": 0.004, "p95": 0.012 if calm else 5.0}
            events = [{"id": len(self.events) + 1, "at": at, "text": event, "box": "books"}] if event else []
            self.steps.append(step)
            self.events += events
            self.picture = {
                "at": at,
                "boxes": {box["name"]: self._box(box["name"], calm) for box in self.boxes},
                "edges": [edge | self._flow(edge, calm) for edge in self.edges],
                "replies": {route["name"]: self._reply(route["name"], at, calm) for route in self.routes},
                "steps": [step],
                "events": events,
                "scenario": self.scenario,
                "rate": self.rate,
                "played": self.played,
            }
            self.changed.notify_all()

    def _box(self, name: str, calm: bool) -> dict[str, Any]:
        state = self.states[name]
        looks = {"running": ("well", "answers"), "frozen": ("away", "frozen: says nothing"), "away": ("away", "away")}
        look, words = looks.get(state, ("hurt", state))
        if state == "running" and (name in self.failing or (name == "authors" and not calm)):
            look, words = "hurt", "13% of calls fail"
        has_breaker, has_cache = name == "authors" and self.lesson >= 12, name == "users" and self.lesson >= 11
        return {
            "state": state,
            "look": look,
            "words": words,
            "breaker": ("closed" if calm else "open") if has_breaker else None,
            "hit_share": 0.83 if has_cache else None,
            "knows": "9 replies have just said so: Cache-Status with detail=Open" if has_breaker and not calm else None,
        }

    def _flow(self, edge: Mapping[str, str], calm: bool) -> dict[str, Any]:
        pair = edge["source"], edge["target"]
        if pair == self.hanging:
            return {"rate": 0.0, "errors": 0.0, "median": None, "p95": None, "hang": 3}
        if calm or edge["target"] not in ("books", "authors"):
            errors = 0.5 if pair == self.torn else 0.0
            return {"rate": self.rate / 4, "errors": errors, "median": 0.004, "p95": 0.012, "hang": 0}
        if edge["source"] == "authors":
            return {"rate": 0.0, "errors": 0.0, "median": None, "p95": None, "hang": 0}
        errors = 1.0 if edge["target"] == "books" else 0.13
        return {"rate": 9.8, "errors": errors, "median": 0.45, "p95": 5.0, "hang": 0}

    def _reply(self, name: str, at: float, calm: bool) -> dict[str, Any]:
        kind, said, status, seconds = "application/json", '[{"id": "alien-1979"}]', 200, 0.004
        if not calm and name == BROKEN:
            kind, said, status = PROBLEM, REFUSED, 503
        if not calm and name in self.dragged_down:
            kind, said, status, seconds = "", "no answer: TimeoutError", 0, 8.0
        if not calm and name in self.late:
            seconds = 2.1
        waiting = 3.0 if not calm and name.endswith((" /books", " /books/{id}")) else 0.0
        told = {"status": status, "seconds": seconds, "kind": kind, "said": said, "at": at}
        return told | {"waiting": waiting, "stale": not calm and name == OLD}

    # what is asked of it

    def _order(self, *order: Any) -> None:
        if self.refuses:
            raise ActionError(self.refuses)
        self.orders.append(order)

    def act(self, box: str, do: str, seconds: float | None = None) -> None:
        self._order(box, do, seconds)
        states = {"kill": "away", "freeze": "frozen", "restart": "away", "deploy": "bad version"}
        self.states[box] = f"slow {seconds:g} s" if seconds else states.get(do, "running")
        self.tick(f"{box} {do}")

    def play(self, scenario: str) -> None:
        self._order("play", scenario)
        self.scenario = {"id": scenario, "began": self.picture["at"], "step": "books slow: 3 s a reply", "left": 6.5}
        self.tick("it begins")

    def stop_scenario(self) -> None:
        self._order("stop")
        self.end(measured=False)

    def end(self, measured: bool = True) -> None:
        """The scenario's end."""
        if measured and self.scenario:
            self.played = {self.scenario["id"]: {"sent": 412, "failed": 31, "recovered": 1.2, "slowest": 2.0}}
        self.scenario = None
        self.tick("it is over")

    def set_rate(self, rate: float) -> None:
        self._order("rate", rate)
        self.rate = rate
        self.tick(f"{rate:g} requests a second")

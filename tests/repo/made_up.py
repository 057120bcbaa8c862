"""Made-up plays of scenarios: clients whose luck the test decides, for the tests of judge and report."""

from __future__ import annotations

from collections.abc import Callable

from workshop.demo.played import Asked, Calls, Mark, Outcome, Played, Reply
from workshop.demo.system import CLIENTS

BROKE, MENDED, UNTIL = 3.0, 13.0, 20.0
EVERY = 0.5  # seconds
STATUS: dict[Outcome, int] = {"well": 200, "stale": 200, "told": 503, "failed": 500, "none": 0}
CALLS = ("PostgreSQL", "Valkey", "books")  # by authors
ROUTES = (
    Asked("GET /movies", "movies", ("PostgreSQL", "movies"), ("PostgreSQL",)),
    Asked("GET /authors", "authors", ("PostgreSQL", "authors"), CALLS),
    Asked("GET /authors?genre=", "authors", ("PostgreSQL", "authors", "books"), CALLS),
    Asked("POST /authors/{id}/books", "authors", ("PostgreSQL", "authors", "books"), CALLS),
    Asked("GET /books", "books", ("PostgreSQL", "books"), ("PostgreSQL",)),
)
MOVIES, AUTHORS, GENRE, ADDING, BOOKS = (route.name for route in ROUTES)
Luck = Callable[[float], tuple[Outcome, float]]  # what comes of a request sent at this moment, after how many seconds


def well(_: float) -> tuple[Outcome, float]:
    return "well", 0.01


def meanwhile(outcome: Outcome, seconds: float = 0.01, until: float = MENDED) -> Luck:
    """As long as the box is bad this comes of it, and before and after that all is well."""
    return lambda at: (outcome, seconds) if BROKE <= at < until else well(at)


def played(box: str = "books", missing: tuple[str, ...] | None = None, ready: bool = True, **luck: Luck) -> Played:
    """A play of "books is slow", or with another box; the luck of each route by the name that it has here."""
    by_name = {ROUTE_NAMES[name]: how for name, how in luck.items()}
    replies = []
    for route in ROUTES:
        for number in range(int(UNTIL / EVERY)):
            began = number * EVERY
            outcome, seconds = by_name.get(route.name, well)(began)
            replies.append(Reply(route.name, began, seconds, outcome, STATUS[outcome]))
    return Played(
        scenario="traffic-peak" if box == CLIENTS else "books-slow",
        box=box,
        broke=BROKE,
        mended=MENDED,
        until=UNTIL,
        routes=ROUTES,
        replies=tuple(replies),
        marks=(Mark(BROKE, "books is slow: 3 s a reply"), Mark(MENDED, "books is quick again")),
        calls=tuple(Calls(number * EVERY, "authors", "books", 4) for number in range(1, int(UNTIL / EVERY))),
        missing=missing,
        ready=ready,
    )


ROUTE_NAMES = {"movies": MOVIES, "authors": AUTHORS, "genre": GENRE, "adding": ADDING, "books": BOOKS}

"""The library of lesson 12 under a steady load, while its parts die, freeze and come back, one after the other.

What has nothing to do with the part that is away loses no request. What needs it is told so with a problem detail, in
time. And when all is over, every write that was acknowledged is there.
"""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psutil
import pytest
import requests

if sys.platform != "linux":
    pytest.skip("freezes processes and looks at the ports of others", allow_module_level=True)

from free_ports import on_free_ports
from load import NO_ANSWER, Load, Route, Sent
from workshop.catalog import find
from workshop.stacks.stack import Stack, running

LESSON = 12
KEY = {"X-API-Key": "development-librarian"}
ACCOUNT = {"email": "ada@example.org", "password": "development-password"}
EVERY = 0.2  # seconds between two requests of a route
PATIENCE = 8.0  # seconds after which a client gives up
# three of the clients need books: with a place for each nobody is turned away because the machine is slow today
SETTINGS = {"DB_TIMEOUT": "1", "BOOKS_TIMEOUT": "2", "BOOKS_CONCURRENCY": "3"}
DEADLINE = 4.0  # seconds: a second for a look at a kept connection, one for a new one, two for books
AWAY = 2.0  # seconds that a part is away
RECOVERY = 25.0  # seconds until all must be well again: a service that died pauses longer each time


@dataclass
class Written:
    """What services have acknowledged: where it is, and what was sent."""

    acknowledged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def post(self, client: requests.Session, base: str, path: str, **options: Any) -> requests.Response:
        reply = client.post(base + path, **options)
        if reply.status_code == 201:
            self.acknowledged.append((base + reply.headers["Location"].removeprefix(base), options["json"]))
        return reply


class Library:
    """The running stack, and what its clients ask of it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.written = Written()
        self.movies, self.users, self.books, self.authors = (
            stack.members[name].url for name in ("movies", "users", "books", "authors")
        )
        login = requests.post(f"{self.users}/login", json=ACCOUNT, timeout=10)
        assert login.status_code == 200, login.text
        self.bearer = {"Authorization": f"Bearer {login.json()['access_token']}"}

    def routes(self) -> list[Route]:
        """Every kind of request, with the parts that it can't do without."""
        movie = requests.get(f"{self.movies}/movies", timeout=10).json()[0]["id"]
        author = "ursula-k-le-guin"
        book = requests.get(f"{self.books}/books", headers=KEY, timeout=10).json()[0]["id"]
        own = f"{self.authors}/authors/{author}/books"
        return [
            self.reading("movies", "/movies"),
            self.reading("movies", f"/movies/{movie}"),
            self.writing("movies", "/movies", lambda n: {"title": f"Load {n}", "year": 2001}, self.bearer),
            self.reading("users", "/users/me", self.bearer),
            self.reading("users", "/.well-known/jwks.json", store=False),
            self.writing("users", "/users", self.somebody, {}),
            self.reading("books", "/books", KEY),
            self.reading("books", f"/books/{book}", KEY),
            self.writing("books", "/books", lambda n: self.book(n) | {"author_id": author}, KEY),
            self.reading("authors", "/authors", KEY),
            self.reading("authors", f"/authors/{author}", KEY),
            self.writing("authors", "/authors", lambda n: {"name": f"Author {n}"}, KEY),
            self.reading("authors", "/authors?genre=science+fiction", KEY, also="books"),
            self.reading("authors", own.removeprefix(self.authors), KEY, also="books"),
            Route(
                "POST /authors/{id}/books",
                "authors",
                frozenset({"authors", "books", "PostgreSQL"}),
                lambda client: client.post(own, json=self.book(next(self.written.numbers)), headers=KEY),
            ),
        ]

    def reading(
        self, service: str, path: str, headers: dict[str, str] | None = None, store: bool = True, also: str = ""
    ) -> Route:
        needs = frozenset({service, *(["PostgreSQL"] if store else []), *([also] if also else [])})
        address = self.stack.members[service].url + path
        return Route(f"GET {path}", service, needs, lambda client: client.get(address, headers=headers))

    def writing(
        self, service: str, path: str, thing: Callable[[int], dict[str, Any]], headers: dict[str, str]
    ) -> Route:
        base = self.stack.members[service].url

        def send(client: requests.Session) -> requests.Response:
            return self.written.post(client, base, path, json=thing(next(self.written.numbers)), headers=headers)

        return Route(f"POST {path}", service, frozenset({service, "PostgreSQL"}), send)

    @staticmethod
    def book(number: int) -> dict[str, Any]:
        return {"title": f"Load {number}", "genre": "science fiction", "year": 2001}

    @staticmethod
    def somebody(number: int) -> dict[str, Any]:
        return {"name": "Somebody", "email": f"load-{number}@example.org", "password": "a long enough password"}

    # breaking and mending

    def faults(self) -> Iterator[tuple[str, str, Callable[[], None], Callable[[], None]]]:
        """The part, what happens to it, how, and how that ends; what was killed is brought back by the stack."""
        for name in self.stack.members:
            yield name, "killed", lambda name=name: self.each_process(name, "kill"), lambda: None
            yield (
                name,
                "frozen",
                lambda name=name: self.each_process(name, "suspend"),
                lambda name=name: self.each_process(name, "resume"),
            )
        for name, server in (("PostgreSQL", self.stack.server), ("Valkey", self.stack.caching)):
            yield name, "killed", server.kill, lambda: None
            yield name, "frozen", server.freeze, server.thaw

    def each_process(self, service: str, what: str) -> None:
        """Do `what` to every process that serves on the port of `service`."""
        port = self.stack.members[service].entry.port
        for pid in {
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.pid and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN
        }:
            getattr(psutil.Process(pid), what)()


def well(sent: Sent) -> bool:
    return sent.well


def allowed(sent: Sent, part: str) -> bool:
    """Whether this may come of a request while `part` is away."""
    if part not in sent.route.needs:
        return sent.well
    if sent.status == NO_ANSWER:
        return sent.route.service == part  # nobody is there who could say so
    return (sent.well or sent.told) and (sent.seconds < DEADLINE or sent.route.service == part)


def slowest(sent: list[Sent]) -> str:
    return f"{max((each.seconds for each in sent), default=0):.2f} s"


def test_the_split_holds(tmp_path: Any) -> None:
    with running("faults", on_free_ports(find(str(LESSON)), **SETTINGS), print, tmp_path, access=False) as stack:
        library = Library(stack)
        load = Load(library.routes(), EVERY, PATIENCE)
        try:
            assert load.until_all(well, 3, RECOVERY), [str(each) for each in load.since(0) if not each.well][:5]
            wrong = [problem for fault in library.faults() for problem in survive(load, *fault)]
        finally:
            load.close()
        acknowledged = library.written.acknowledged
        lost = [where for where, thing in acknowledged if not is_there(library, where, thing)]
        print(f"{len(load.sent)} requests; {len(acknowledged)} writes acknowledged, {len(lost)} of them missing")
    assert wrong == []
    assert lost == []
    assert acknowledged


def survive(load: Load, part: str, happens: str, begin: Callable[[], None], end: Callable[[], None]) -> list[str]:
    """Let something happen under load; prints what came of it, and gives what should not have come."""
    began = time.monotonic()
    begin()
    threading.Event().wait(AWAY)
    end()
    ended = time.monotonic()
    recovered = load.until_all(well, 3, RECOVERY)
    until = time.monotonic()
    sent = load.since(began - PATIENCE, until)
    sent = [each for each in sent if each.began + each.seconds > began]
    wrong = [f"{part} {happens}: {each}" for each in sent if not allowed(each, part)]
    related = [each for each in sent if part in each.route.needs]
    others = [each for each in sent if part not in each.route.needs]
    failed = Counter(str(each.status or "no answer") for each in related if not each.well)
    print(
        f"{part:<10} {happens}  {len(sent):>4} sent, {len(others):>4} of them unrelated: "
        f"{sum(not each.well for each in others)} failed, slowest {slowest(others)}; related: "
        f"{', '.join(f'{count} x {status}' for status, count in sorted(failed.items())) or 'none failed'}, "
        f"slowest {slowest([each for each in related if each.status])}; all well {until - ended:.1f} s after its return"
    )
    print(*wrong[:5], sep="\n")
    return wrong if recovered else [*wrong, f"{part} {happens}: not well {RECOVERY:g} s after its return"]


def is_there(library: Library, address: str, thing: dict[str, Any]) -> bool:
    """Whether what a service has acknowledged can be fetched, as it was sent; a user only by themselves."""
    if address.startswith(library.users):
        login = {name: thing[name] for name in ("email", "password")}
        return requests.post(f"{library.users}/login", json=login, timeout=10).status_code == 200
    reply = requests.get(address, headers=KEY, timeout=10)
    return reply.status_code == 200 and thing.items() <= reply.json().items()

"""What clients ask of a lesson's stack: every route of its API, with the boxes that each needs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse

from workshop.catalog import Lesson
from workshop.demo.client import Client
from workshop.demo.people import Accounts, Logins, somebody, with_password
from workshop.demo.system import GATEWAY, POSTGRES
from workshop.demo.things import KEPT, RUN, Body, Headers, Things
from workshop.demo.traffic import Route

KEYS, LOGINS, PERMISSIONS, ADDING = 8, 9, 10, 12  # the lessons from which on there are these
KEY = {"X-API-Key": "development-librarian"}
GENRES = ("science fiction", "horror", "novel", "fantasy", "crime")
OFTEN, USUAL, SELDOM, RARE = 4.0, 1.0, 0.5, 0.15  # weights; hashing a password takes long, so that is done seldom
GATEWAY_PAUSE = 0.2  # seconds between two things that are looked for: beside the load, five a second pass
MOST_AUTHORS = 500  # that are ever added, since none can be taken away


def new_movie(number: int) -> Body:
    return {"title": f"Written by clients {RUN} {number}", "year": 2001}


def new_book(number: int) -> Body:
    return {"title": f"Written by clients {RUN} {number}", "genre": GENRES[0], "year": 2001}


def book_of_somebody(number: int) -> Body:
    return new_book(number) | {"author_id": "ursula-k-le-guin"}


def new_author(number: int) -> Body:
    return {"name": f"Written by clients {RUN} {number}"}


class Library:
    """The routes of the stack of `lesson`, whose services clients find at `url(name)`; with `gateway` through that.

    Of what its clients add, the newest `kept` of each kind stay, and the others are taken away.
    """

    def __init__(self, lesson: Lesson, url: Callable[[str], str], gateway: bool = False, kept: int = KEPT) -> None:
        self.number = lesson.number
        self.stores = {name: lesson.builder_of(name).services[name].database for name in lesson.stack}
        self.url = url
        self.gateway = gateway
        self.kept = kept
        self.pause = GATEWAY_PAUSE if gateway else 0.0
        self.client = Client()
        self.things: dict[str, Things] = {}
        made = {"movies": self._movies, "users": self._users, "books": self._books, "authors": self._authors}
        self.logins = Logins(self.client, url("users")) if self.number >= LOGINS else None
        self.routes = [route for name in lesson.stack for route in made[name]()]

    @property
    def written(self) -> int:
        """How many new things have been acknowledged."""
        return sum(things.written for things in self.things.values())

    def missing(self) -> list[str]:
        """What was acknowledged and isn't there, though nobody took it away; each thing is told once."""
        return [problem for things in self.things.values() for problem in things.missing()]

    def _movies(self) -> Iterator[Route]:
        proof = self.logins.headers if self.logins and self.number >= PERMISSIONS else dict
        movies = self._things("movies", new_movie, proof)
        yield from self._reading("movies", movies)
        yield self._route("POST /movies", "movies", movies.add)
        yield self._route("PUT /movies/{id}", "movies", movies.replace)
        yield self._route("DELETE /movies/{id}", "movies", movies.remove)

    def _users(self) -> Iterator[Route]:
        if self.logins and self.number >= PERMISSIONS:
            users: Things = Accounts(self.client, self.url("users"), self.logins, self.kept, self.pause)
            self.things["users"] = users
        else:
            users = self._things("users", with_password if self.logins else somebody, dict)
        yield from self._reading("users", users)
        yield self._route("POST /users", "users", users.add, SELDOM)
        yield self._route("PUT /users/{id}", "users", users.replace)
        yield self._route("DELETE /users/{id}", "users", users.remove, SELDOM)
        if logins := self.logins:
            yield self._route("GET /users/me", "users", logins.me, OFTEN)
            yield self._route("GET /.well-known/jwks.json", "users", logins.keys, store=False)
            yield self._route("POST /login", "users", logins.log_in, SELDOM)
            yield self._route("POST /refresh", "users", logins.refresh, SELDOM)
            yield self._route("POST /logout", "users", logins.log_out, SELDOM)

    def _books(self) -> Iterator[Route]:
        books = self._things("books", book_of_somebody, self._key)
        yield from self._reading("books", books)
        yield self._route("POST /books", "books", books.add)
        ways = 2 if self.number >= ADDING and "authors" in self.stores else 1  # by which books are added
        yield self._route("DELETE /books/{id}", "books", books.remove, ways * USUAL)

    def _authors(self) -> Iterator[Route]:
        authors = self._things("authors", new_author, self._key, max(MOST_AUTHORS, self.kept))
        books, turns = self.things["books"], itertools.count()

        def of_genre() -> BaseHTTPResponse:
            genre = GENRES[next(turns) % len(GENRES)]
            return authors.ask("GET", f"/authors?{urlencode({'genre': genre})}")

        def their_books() -> BaseHTTPResponse:
            return authors.with_one(lambda path: authors.ask("GET", f"{path}/books"))

        def add_book() -> BaseHTTPResponse | None:
            def send(sent: Body) -> BaseHTTPResponse:
                return authors.with_one(lambda path: authors.ask("POST", f"{path}/books", sent))

            return books.add_by(send, new_book)

        yield from self._reading("authors", authors)
        yield self._route("POST /authors", "authors", authors.add, RARE)
        yield self._route("GET /authors?genre=…", "authors", of_genre, OFTEN, also="books")
        yield self._route("GET /authors/{id}/books", "authors", their_books, OFTEN, also="books")
        if self.number >= ADDING:
            yield self._route("POST /authors/{id}/books", "authors", add_book, also="books")

    def _reading(self, service: str, things: Things) -> Iterator[Route]:
        yield self._route(f"GET {things.path}", service, things.all, OFTEN)
        yield self._route(f"GET {things.path}/{{id}}", service, things.one, OFTEN)

    def _things(self, service: str, new: Callable[[int], Body], headers: Headers, most: int | None = None) -> Things:
        made = Things(self.client, self.url(service), f"/{service}", new, headers, self.kept, most, self.pause)
        self.things[service] = made
        return made

    def _key(self) -> dict[str, str]:
        return KEY if self.number >= KEYS else {}

    def _route(
        self,
        name: str,
        service: str,
        send: Callable[[], BaseHTTPResponse | None],
        weight: float = USUAL,
        also: str = "",
        store: bool = True,
    ) -> Route:
        """A route with what it needs: its service, that one's `store` if it has one, and whom that asks `also`."""
        needed = {service: True, POSTGRES: store and self.stores[service], also: bool(also), GATEWAY: self.gateway}
        return Route(name, service, frozenset(box for box, is_needed in needed.items() if is_needed), send, weight)

"""The things of a service (its movies, its books …), as clients read and change them.

What they add they also take away. The newest stay, so that one can look whether what was acknowledged is there.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from workshop.demo.client import Client

KEPT = 10  # of the newest things that clients have added
ROOM = 40  # how many more there may be before some are taken away
READ = 5  # things that are fetched one by one, in turn
REMEMBERED = 200
TOO_MANY = 429
TRIES = 3
OTHER = "something else"
RUN = secrets.token_hex(3)  # in all that is written: titles and e-mail addresses must be new
Body = dict[str, Any]
Headers = Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """Something that a service has acknowledged: where it is, and what was sent."""

    path: str
    sent: Body


class Things:
    """The collection of the service at `address` that has this `path`; `new` makes what is sent as its n-th new thing.

    `headers` go with every request. No more than `most` are ever added of what can't be taken away. Between two things
    that are looked for there is a `pause`, in seconds.
    """

    gone = 404  # the status of what isn't there

    def __init__(
        self,
        client: Client,
        address: str,
        path: str,
        new: Callable[[int], Body],
        headers: Headers,
        kept: int,
        most: int | None = None,
        pause: float = 0.0,
    ) -> None:
        self.client = client
        self.address = address
        self.path = path
        self.new = new
        self.headers = headers
        self.kept = kept
        self.most = most
        self.pause = pause
        self.numbers = itertools.count(1)
        self.turns = itertools.count()
        self.known: tuple[str, ...] = ()
        self.lock = threading.Lock()
        self.there: deque[Written] = deque()
        self.doubtful: deque[Written] = deque(maxlen=REMEMBERED)  # whose deletion was not acknowledged
        self.lost: deque[str] = deque(maxlen=REMEMBERED)
        self.written = 0

    def ask(self, method: str, path: str, body: Body | None = None) -> BaseHTTPResponse:
        """The service's reply; raises urllib3's HTTPError."""
        return self.client.ask(method, self.address + path, self.headers(), body)

    # reading

    def all(self) -> BaseHTTPResponse:
        return self.ask("GET", self.path)

    def one(self) -> BaseHTTPResponse:
        """One of the first few."""
        return self.with_one(lambda path: self.ask("GET", path))

    def with_one(self, ask: Callable[[str], BaseHTTPResponse]) -> BaseHTTPResponse:
        """What `ask` replies for the path of one of the first few; as long as none is known, the reply of the list."""
        known = self.known
        if not known:
            listed = self.all()
            if listed.status == 200:
                self.known = known = tuple(thing["id"] for thing in listed.json()[:READ])
            if not known:
                return listed
        reply = ask(f"{self.path}/{known[next(self.turns) % len(known)]}")
        if reply.status == 404:  # what keeps its things in memory has given them new ids
            self.known = ()
        return reply

    # writing

    def add(self) -> BaseHTTPResponse | None:
        """Add one; nothing where there are too many already."""
        return self.add_by(lambda sent: self.ask("POST", self.path, sent), self.new)

    def add_by(self, send: Callable[[Body], BaseHTTPResponse], new: Callable[[int], Body]) -> BaseHTTPResponse | None:
        """The same in another way: `send` sends what `new` makes."""
        number = next(self.numbers)
        if len(self.there) >= self.kept + ROOM or number > (self.most or number):
            return None
        sent = new(number)
        reply = send(sent)
        if reply.status == 201:
            self._note(Written(urlsplit(reply.headers["Location"]).path, sent))
        return reply

    def _note(self, written: Written) -> None:
        with self.lock:
            self.written += 1
            self.there.append(written)
            if self.most and len(self.there) > self.kept:
                self.there.popleft()

    def replace(self) -> BaseHTTPResponse | None:
        """Put the newest one in its own place; nothing where there is none."""
        with self.lock:
            if not self.there:
                return None
            newest = self.there[-1]
        reply = self.ask("PUT", newest.path, _seen_of(newest.sent))
        if reply.status == self.gone:
            self._look_for_all(str(self.gone))
        return reply

    def remove(self) -> BaseHTTPResponse | None:
        """Take the oldest one away; nothing where so few are there that they stay."""
        with self.lock:
            if len(self.there) <= self.kept:
                return None
            oldest = self.there.popleft()
        try:
            reply = self._delete(oldest)
        except HTTPError:
            self.doubtful.append(oldest)
            raise
        if reply.status == self.gone:
            self.lost.append(f"{oldest.path}: {self.gone}")
            self._look_for_all(str(self.gone))
        elif reply.status >= 400:
            self.doubtful.append(oldest)
        elif self.doubtful:
            with contextlib.suppress(HTTPError, IndexError):
                self._delete(self.doubtful.popleft())
        return reply

    def _delete(self, written: Written) -> BaseHTTPResponse:
        return self.ask("DELETE", written.path)

    # looking

    def missing(self) -> list[str]:
        """What was acknowledged, wasn't taken away, and isn't there as it was sent: where, and what is. Told once."""
        self._look_for_all()
        with self.lock:
            missing = [*self.lost]
            self.lost.clear()
        return missing

    def _look_for_all(self, *kinds: str) -> None:
        """Take what isn't there for lost; with `kinds` only what gave one of these replies."""
        with self.lock:
            there = tuple(self.there)
        for written in there:
            time.sleep(self.pause)
            for _ in range(TRIES):
                problem = self._problem(written)
                if problem in ("", str(self.gone), OTHER):  # else it could not be asked
                    break
            if problem and (not kinds or problem in kinds):
                with self.lock:
                    if written not in self.there:  # it has been taken away meanwhile
                        continue
                    self.lost.append(f"{written.path}: {problem}")
                    if problem in (str(self.gone), OTHER):  # else it may be there, and is looked for again
                        self.there.remove(written)

    def _problem(self, written: Written) -> str:
        """What came instead of what was written; empty where it is there."""
        try:
            reply = self.ask("GET", written.path)
        except HTTPError as error:
            return f"no answer ({type(error).__name__})"
        if reply.status == TOO_MANY:  # says nothing about it
            return ""
        if reply.status != 200:
            return str(reply.status)
        return "" if _seen_of(written.sent).items() <= reply.json().items() else OTHER


def _seen_of(sent: Body) -> Body:
    """What a service shows of it, which is all but a password."""
    return {name: value for name, value in sent.items() if name != "password"}

"""Answers that were expensive to get, kept in Valkey for every process of a service.

Three keys belong to one answer. They share a hash tag, so a cluster has them in one place:

    authors:1:{books?author=mary-shelley}                 the answer, as JSON
    authors:1:{books?author=mary-shelley}:lock            a random token: somebody is fetching the answer
    authors:1:{books?author=mary-shelley}:outcome:TOKEN   that somebody has failed

The number is the version of the JSON. Valkey may vanish, hang or talk nonsense: then everybody fetches for themselves.
"""

import json
import random
import threading
import time
import uuid
from contextlib import suppress
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote, urlencode

import msgspec
import redis
from flask import current_app
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug import exceptions

from chassis import problems, settings

VERSION = 1
MARGIN = 1.0  # seconds that a fetch may take beyond its own time limit
OUTCOME_MS = 2000  # longer than anybody who waits sleeps
FIRST_NAP, LONGEST_NAP = 0.01, 0.08

T = TypeVar("T")


class Unanswered(Exception):
    """The cache wasn't asked, or its answer is of no use."""


class NotMade(Exception):
    """Whoever was fetching the answer has failed, or takes too long."""


class Kept(msgspec.Struct, Generic[T], frozen=True, forbid_unknown_fields=True):
    """An answer, and when it was true: seconds since 1970."""

    at: Annotated[float, msgspec.Meta(ge=0, le=1e11)]
    value: T

    @property
    def age(self):
        return max(0, int(time.time() - self.at))


# What there is: the answer, else the outcome of whom we wait for, else who is fetching it, else it is ours to fetch.
# A lock without an end isn't one of ours, and nobody would ever take it away.
LOOK = """
local kept = redis.pcall('GET', KEYS[1])
if type(kept) == 'string' and kept ~= ARGV[3] then return {'kept', kept} end
local outcome = redis.call('GET', KEYS[3])
if outcome then return {'over', outcome} end
local holder = redis.pcall('GET', KEYS[2])
if type(holder) == 'string' and redis.call('PTTL', KEYS[2]) >= 0 then return {'held', holder} end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {'ours', ARGV[1]}
"""

# Keep the answer, but only with the lock still ours. The lock goes first: it goes even if the answer doesn't fit.
FILL = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""

# Open the lock if it is ours, and say why to those who wait.
GIVE_UP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
"""


def init_app(app, making):
    """Give the app a cache for answers that take at most `making` seconds to fetch; raises SettingsError.

    CACHE_TTL is how many seconds an answer is kept, CACHE_TIMEOUT how many the cache has to reply, CACHE_PAUSE how many
    it is left alone after it didn't. No connection is made yet.
    """
    app.extensions["cache"] = Cache(
        client_for(settings.seconds("CACHE_TIMEOUT", "0.1")),
        service=app.import_name.partition(".")[0],
        ttl=settings.seconds("CACHE_TTL", "60"),
        quiet=Quiet(settings.seconds("CACHE_PAUSE", "1")),
        patience=making + MARGIN,
    )
    app.register_error_handler(NotMade, not_made)


def client_for(timeout):
    """A client for REDIS_URL that is quick to give up; raises SettingsError."""
    expected = "redis://host:port/number"
    url = settings.needed("REDIS_URL", expected)
    limits = {}
    # task 2: one try, and a short one
    limits = {
        "socket_connect_timeout": timeout,
        "socket_timeout": timeout,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,  # the older protocol begins with fewer questions
    }
    # end task 2
    try:
        return redis.Redis.from_url(url, **limits)
    except ValueError:
        raise settings.SettingsError(f"REDIS_URL is no address of a cache: expected {expected}") from None


def question(what, **details):
    """The name of a question: question("books", author="a/b", genre=None) is "books?author=a%2Fb".

    Everything but letters and digits is escaped, so a detail can't pass for another one; None isn't the same as "".
    """
    # task 1: the whole question
    given = sorted((name, value) for name, value in details.items() if value is not None)
    return f"{what}?{urlencode(given, quote_via=quote, safe='', errors='surrogatepass')}"
    # end task 1


def parse(raw, form):
    """The Kept in these bytes; None when they hold anything else than a value of this form."""
    # task 1: what can't be read is no entry
    try:
        return msgspec.convert(json.loads(raw), Kept[form])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    # end task 1


class Quiet:
    """Knows whether the cache may be asked. After a failure one caller a pause may, to see whether it is back."""

    def __init__(self, pause):
        self.pause = pause
        self.until = None  # None: all is well
        self.lock = threading.Lock()

    def over(self):
        with self.lock:
            now = time.monotonic()
            if self.until is None:
                return True
            if now < self.until:
                return False
            self.until = now + self.pause  # the others stay away while this one finds out
            return True

    def begin(self):
        with self.lock:
            self.until = time.monotonic() + self.pause

    def end(self):
        if self.until is not None:
            with self.lock:
                self.until = None


class Cache:
    """Threads and processes may share it."""

    def __init__(self, client, *, service, ttl, quiet, patience):
        self.client = client
        self.service = service
        # task 1: how long an entry lives
        self.ttl_ms = max(1, round(1000 * ttl))
        # end task 1
        self.quiet = quiet
        self.patience = patience
        self.look, self.fill, self.give_up = (client.register_script(text) for text in (LOOK, FILL, GIVE_UP))

    def _keys(self, name):
        """Where the answer is, and where its lock."""
        base = f"{self.service}:{VERSION}:{{{name}}}"
        return base, f"{base}:lock"

    def _outcome(self, name, token):
        return f"{self._keys(name)[0]}:outcome:".encode() + token

    def find(self, name, form):
        """What is kept under this name, a Kept with a value of this form; None when there is none."""
        # task 1: from where all processes look
        try:
            raw = self._ask(lambda: bytes_or_none(self.client.get(self._keys(name)[0])))
        except Unanswered:
            return None
        return None if raw is None else parse(raw, form)
        # end task 1

    def forget(self, name):
        """Drop the answer, and the lock of who is fetching it: what they have read may be too old already.

        The cache is asked even in a pause. If it is back, it must not go on with what isn't true any more.
        """
        with suppress(Unanswered):
            self._ask(lambda: self.client.delete(*self._keys(name)), even_in_a_pause=True)

    def fetch(self, name, form, make):
        """The answer that nobody had a moment ago: made here, or by somebody else who is at it already.

        Raises what `make` raises, or NotMade.
        """
        # task 3: one makes it, the others wait
        token = uuid.uuid4().hex.encode()
        unreadable = waiting_for = b""
        deadline, nap = 0.0, FIRST_NAP
        while True:
            try:
                state, said = self._look(name, token, unreadable, waiting_for)
            except Unanswered:
                return Kept(time.time(), make())
            if state == b"ours":
                return self._make(name, token, make)
            if state == b"over" and said == b"refused":  # may be about them and not about us
                return Kept(time.time(), make())
            if state == b"over":
                raise NotMade
            if state == b"kept":
                if kept := parse(said, form):
                    return kept
                unreadable = said
                continue
            if said != waiting_for:
                waiting_for, deadline = said, time.monotonic() + self.patience
            elif time.monotonic() > deadline:
                raise NotMade
            time.sleep(nap * random.uniform(0.7, 1))
            nap = min(1.5 * nap, LONGEST_NAP)
        # end task 3

    def _look(self, name, token, unreadable, waiting_for):
        """One of (b"kept", answer), (b"over", outcome), (b"held", token), (b"ours", token)."""
        keys = [*self._keys(name), self._outcome(name, waiting_for)]
        args = [token, round(1000 * self.patience), unreadable]
        return self._ask(lambda: pair_of_bytes(self.look(keys, args)))

    def _make(self, name, token, make):
        """Make the answer and keep it, or tell those who wait that there is none."""
        # task 3: put it in place of the lease
        try:
            kept = Kept(time.time(), make())
        except exceptions.HTTPException:
            self._give_up(name, token, b"refused")
            raise
        except Exception:
            self._give_up(name, token, b"failed")
            raise
        self._keep(name, token, kept)
        return kept
        # end task 3

    def _give_up(self, name, token, outcome):
        keys = [self._keys(name)[1], self._outcome(name, token)]
        with suppress(Unanswered):
            self._ask(lambda: self.give_up(keys, [token, outcome, OUTCOME_MS]))

    def _keep(self, name, token, kept):
        # task 1: as JSON, and not for ever
        raw = json.dumps({"at": kept.at, "value": kept.value})
        with suppress(Unanswered):
            self._ask(lambda: self.fill(self._keys(name), [token, raw, self.ttl_ms]))
        # end task 1

    def _ask(self, ask, even_in_a_pause=False):
        """What `ask` returns; raises Unanswered for whatever it raises, and in a pause."""
        # task 2: go on without it, and leave it alone for a moment
        if not even_in_a_pause and not self.quiet.over():
            raise Unanswered
        try:
            answer = ask()
        except redis.ResponseError as error:  # it is there, and refuses: full, perhaps, or another type
            current_app.logger.warning("the cache refuses: %s", error)
            self.quiet.end()
            raise Unanswered from error
        except Exception as error:  # nonsense on the wire comes out of redis-py as almost anything
            current_app.logger.warning("going on without the cache: %s: %s", type(error).__name__, error)
            self.quiet.begin()
            raise Unanswered from error
        self.quiet.end()
        return answer
        # end task 2


def bytes_or_none(answer):
    if answer is None or isinstance(answer, bytes):
        return answer
    raise ValueError("expected bytes or nothing from the cache")


def pair_of_bytes(answer):
    match answer:
        case [bytes() as state, bytes() as said] if state in (b"kept", b"over", b"held", b"ours"):
            return state, said
    raise ValueError("expected two strings from the cache")


def cache():
    """The cache of the app that is answering this request."""
    return current_app.extensions["cache"]


def not_made(_):
    """503: somebody else's failure is no reason not to try again."""
    return problems.answer(exceptions.ServiceUnavailable("It could not be found out just now.", retry_after=1))

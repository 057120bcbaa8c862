"""The public keys that another service publishes (RFC 7517): kept, and fetched again when that is due."""

import math
import threading
import time

import jwt
import requests
import urllib3
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

from chassis import request_ids, settings
from chassis.tokens import ALGORITHM

MOST_BYTES = 100_000  # a key has some 200
PIECE = 65_536

KnownKeys = dict[str, EllipticCurvePublicKey]


class FetchError(Exception):
    """The keys didn't come, or not in time, or what came was no set of keys."""


class NoKeys(ServiceUnavailable):
    """503: as long as no keys have come, nobody can tell good tokens from bad ones."""

    description = "Whether the access token is good can't be told at the moment."


class KeySet:
    """The keys at `url`; threads share it.

    They are fetched when one is asked for and they are older than `ttl` seconds, or the one isn't among them, but never
    twice in `pause` seconds. While they can't be had, those from before are as good as ever.

    There is one fetch at a time. Whose key isn't known waits for its end, everybody else goes on with what is known.
    """

    def __init__(self, url: str, ttl: float, pause: float, timeout: float) -> None:
        self.url = url
        self.ttl = ttl
        self.pause = pause
        self.timeout = timeout
        self.held: KnownKeys | None = None  # None: none have ever come
        self.stale_from = self.next_try_from = -math.inf
        self.under_way: threading.Event | None = None  # set once the fetch that is going on has ended
        self.lock = threading.Lock()  # never held while waiting for somebody else

    def find(self, kid: str) -> EllipticCurvePublicKey | None:
        """The key that has this name, if there is one; raises NoKeys as long as none have come."""
        # task 4: keys are kept, and fetched when that is due
        mine = None
        with self.lock:
            now = time.monotonic()
            missing = kid not in (self.held or {})
            theirs = self.under_way if missing else None
            due = (missing or now >= self.stale_from) and now >= self.next_try_from
            if due and self.under_way is None:
                mine = self.under_way = threading.Event()
        if mine:
            self.refresh(mine)
        elif theirs:
            theirs.wait()
        with self.lock:
            held = self.held
        if held is None:
            raise NoKeys(retry_after=math.ceil(self.pause))
        return held.get(kid)
        # end task 4

    def refresh(self, ended: threading.Event) -> None:
        """Fetch the keys, and put them in place of those from before; where none come, those stay."""
        came = None
        try:
            came = fetch(self.url, self.timeout)
        except FetchError:
            pass  # fetch() has logged it
        finally:
            with self.lock:
                now = time.monotonic()
                if came is not None:
                    self.held, self.stale_from = came, now + self.ttl
                self.next_try_from = now + self.pause
                self.under_way = None
            ended.set()


def from_environment() -> KeySet:
    """The keys at JWKS_URL; JWKS_TTL, JWKS_PAUSE and JWKS_TIMEOUT are in seconds. Raises SettingsError."""
    return KeySet(
        url=settings.web_address("JWKS_URL"),
        ttl=settings.seconds("JWKS_TTL", "300"),
        pause=settings.seconds("JWKS_PAUSE", "10"),
        timeout=settings.seconds("JWKS_TIMEOUT", "2"),
    )


def fetch(url: str, seconds: float) -> KnownKeys:
    """The keys at this address, by their names; raises FetchError, with a line in the log, where none come."""
    try:
        return keys_in(download(url, seconds))
    except (FetchError, requests.RequestException, urllib3.exceptions.HTTPError) as error:
        current_app.logger.warning("no keys from %s: %s", url, error)
        raise FetchError(str(error)) from error


def keys_in(body: bytes) -> KnownKeys:
    """The keys in a key set that are of use here; raises FetchError when it is none."""
    try:
        keys = jwt.PyJWKSet.from_json(body.decode()).keys
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError(f"what came is no set of keys: {error}") from error
    named = [key for key in keys if isinstance(key.key_id, str) and key.key_id]
    fitting = {key.key_id: key.key for key in named if key.algorithm_name == ALGORITHM}
    if not fitting:
        raise FetchError(f"none of the keys that came has a name and is one for {ALGORITHM}")
    return fitting


def download(url: str, seconds: float) -> bytes:
    """What is at this address; raises FetchError, RequestException or urllib3's HTTPError when it doesn't come in time.

    As in lesson 6, a clock runs on while the body comes.
    """
    end = time.monotonic() + seconds
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update({"Accept-Encoding": "identity"} | request_ids.to_pass_on())
        with session.get(url, timeout=seconds, stream=True, allow_redirects=False) as response:
            if response.status_code != 200:
                raise FetchError(f"the answer was {response.status_code}")
            body = b""
            while piece := response.raw.read1(PIECE):
                body += piece
                if time.monotonic() > end or len(body) > MOST_BYTES:
                    raise FetchError(f"not all of it came within {seconds:g} seconds and {MOST_BYTES} bytes")
            return body

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
    """

    def __init__(self, url: str, ttl: float, pause: float, timeout: float) -> None:
        self.url = url
        self.ttl = ttl
        self.pause = pause
        self.timeout = timeout
        self.known: KnownKeys = {}
        self.fetched = self.tried = -math.inf  # when keys came last, and when they were asked for last
        self.fetching = threading.Lock()

    def find(self, kid: str) -> EllipticCurvePublicKey | None:
        """The key that has this name, if there is one; raises NoKeys as long as none have come."""
        # who needs a key that isn't there waits for it; everybody else goes on while one looks after them
        if self.is_due(kid) and self.fetching.acquire(blocking=kid not in self.known):
            try:
                if self.is_due(kid):  # somebody may have done it meanwhile
                    self.renew()
            finally:
                self.fetching.release()
        if not self.known:
            raise NoKeys(retry_after=math.ceil(self.pause))
        return self.known.get(kid)

    def is_due(self, kid: str) -> bool:
        """Whether keys should be fetched, for somebody who needs the one that has this name."""
        now = time.monotonic()
        return now - self.tried >= self.pause and (kid not in self.known or now - self.fetched >= self.ttl)

    def renew(self) -> None:
        """Put the keys as they are now in place of those from before; when that fails, these stay."""
        try:
            self.known = fetch(self.url, self.timeout)
            self.fetched = time.monotonic()
        except FetchError:
            pass  # fetch() has logged it
        finally:
            self.tried = time.monotonic()


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
    """The keys in a key set that are of use here; raises FetchError when it is none, or has none."""
    try:
        keys = jwt.PyJWKSet.from_json(body.decode()).keys
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError(f"what came is no set of keys: {error}") from error
    named = [key for key in keys if key.key_id and isinstance(key.key_id, str)]
    fitting: KnownKeys = {key.key_id: key.key for key in named if key.algorithm_name == ALGORITHM}
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

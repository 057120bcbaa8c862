"""The keys that sign access tokens: the private halves are for this service alone, the public ones for everybody."""

import hashlib
import json
import logging
import re
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Flask, current_app
from jwt.algorithms import ECAlgorithm

from chassis import settings

BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Key:
    """A private key, and the name by which everybody knows its public half."""

    kid: str
    private: EllipticCurvePrivateKey = field(repr=False)

    @property
    def public(self) -> EllipticCurvePublicKey:
        return self.private.public_key()


class KeyFile:
    """The keys in a file, which may change while the service runs; threads share it.

    What tells that it has changed is what is in it. Some hundred bytes are quicker read than a signature is made, and
    times, sizes and inodes can all be the same for two files.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.content = self.content_now()
        self.keys = keys_in(self.content, path)

    def content_now(self) -> bytes:
        """What is in the file; nothing where it can't be read."""
        try:
            return self.path.read_bytes()
        except OSError:
            return b""

    def current(self) -> list[Key]:
        """The keys as they are in the file now; those from before while it can't be read."""
        # task 5: read again what has changed
        with self.lock:
            content = self.content_now()
            if content != self.content:
                self.content = content
                try:
                    self.keys = keys_in(content, self.path)
                except settings.SettingsError as error:
                    log.error("still with the keys from before: %s", error)
            return self.keys
        # end task 5


def init_app(app: Flask) -> None:
    """Read the keys; raises SettingsError where JWT_PRIVATE_KEY_FILE names no file that has one."""
    file = settings.needed("JWT_PRIVATE_KEY_FILE", "a file with private keys for ES256 (P-256), in PEM")
    app.extensions["keys"] = KeyFile(Path(file))


def known() -> list[Key]:
    """The keys of this service; the first is the one that signs."""
    keys: KeyFile = current_app.extensions["keys"]
    return keys.current()


def public_key(kid: str) -> EllipticCurvePublicKey | None:
    """The public half of the key that has this name; None if there is no such key."""
    return next((key.public for key in known() if key.kid == kid), None)


def keys_in(content: bytes, file: Path) -> list[Key]:
    """The keys in what was read from this file; raises SettingsError where one is missing, cut off, or unfit for ES256.

    Whoever is still writing the second key must not be taken for somebody who has withdrawn it.
    """
    rest = BLOCK.sub(b"", content)
    try:
        if b"-----" in rest or rest.rstrip().endswith(b"-"):
            raise ValueError("it ends in the middle of a key")
        blocks = [found[0] for found in BLOCK.finditer(content) if found[1].endswith(b"PRIVATE KEY")]
        keys = [load_pem_private_key(block, password=None) for block in blocks]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise settings.SettingsError(f"JWT_PRIVATE_KEY_FILE, {file}, has no good keys: {error}") from None
    fitting = [key for key in keys if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1)]
    if not fitting or fitting != keys:
        raise settings.SettingsError(
            f"JWT_PRIVATE_KEY_FILE, {file}: expected a file that can be read, with keys of the curve P-256, in PEM"
        )
    return [Key(thumbprint(key.public_key()), key) for key in fitting]


def thumbprint(key: EllipticCurvePublicKey) -> str:
    """A name for a key that anybody can find from the key itself, and no other key has (RFC 7638)."""
    content = json.dumps(coordinates(key), sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()


def coordinates(key: EllipticCurvePublicKey) -> dict[str, Any]:
    """The public key as JSON (RFC 7517)."""
    return ECAlgorithm.to_jwk(key, as_dict=True)


def as_json() -> dict[str, Any]:
    """The key set that everybody may see (RFC 7517)."""
    return {"keys": [coordinates(key.public) | {"kid": key.kid, "alg": "ES256", "use": "sig"} for key in known()]}

"""The keys that sign access tokens: the private halves are for this service alone, the public ones for everybody."""

import hashlib
import json
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

ONE_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----")  # openssl writes others beside keys
ONE_KEY = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^-]+-----END \1-----")


@dataclass(frozen=True)
class Key:
    """A private key, and the name by which everybody knows its public half."""

    kid: str
    private: EllipticCurvePrivateKey = field(repr=False)

    @property
    def public(self) -> EllipticCurvePublicKey:
        return self.private.public_key()


class KeyFile:
    """The keys in a file, which may change while the service runs; threads share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.version = self.version_now()
        self.keys = read(path)

    def version_now(self) -> bytes:
        """What is different once there are other keys in the file: what is in it; nothing where it can't be read."""
        try:
            return self.path.read_bytes()
        except OSError:
            return b""

    def current(self) -> list[Key]:
        """The keys as they are in the file now; those from before while it can't be read."""
        with self.lock:
            version = self.version_now()
            if version != self.version:
                self.version = version
                try:
                    self.keys = read(self.path)
                except settings.SettingsError as error:
                    current_app.logger.error("the keys stay as they were: %s", error)
            return self.keys


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


def read(file: Path) -> list[Key]:
    """The keys in this file; raises SettingsError where there is none, half of one, or one that ES256 can't use."""
    try:
        content = file.read_bytes()
        if b"-----" in ONE_BLOCK.sub(b"", content):
            raise ValueError("what begins with -----BEGIN must end with -----END")
        keys = [load_pem_private_key(found[0], password=None) for found in ONE_KEY.finditer(content)]
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise settings.SettingsError(f"JWT_PRIVATE_KEY_FILE, {file}, can't be read: {error}") from None
    fitting = [key for key in keys if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1)]
    if not fitting or fitting != keys:
        raise settings.SettingsError(f"JWT_PRIVATE_KEY_FILE, {file}: expected keys of the curve P-256, in PEM")
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

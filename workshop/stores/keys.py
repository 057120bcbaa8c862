"""The private keys that services sign tokens with: on the curve P-256 (ES256 in RFC 7518), in PEM files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from workshop.catalog import ROOT

KEPT = ROOT / ".workshop" / "keys"


def new() -> str:
    """A new private key, in PEM."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kept(path: Path) -> Path:
    """`path`, which holds a private key from now on, for its owner's eyes only.

    It is there whole or not at all, and what is there stays, whoever else does the same.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, making = tempfile.mkstemp(dir=path.parent)  # which gives it mode 600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(new())
            try:
                os.link(making, path)
            except FileExistsError:
                pass  # somebody else was first
            except OSError:  # a file system without links
                Path(making).replace(path)
        finally:
            Path(making).unlink(missing_ok=True)
    return path

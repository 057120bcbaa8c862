"""Make a private key to sign with, unless there is one: python make_key.py FILE."""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def make(file: Path) -> None:
    """Write a new P-256 key, as PEM, that its owner alone may read: whole, or not at all."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(pem)
    part.rename(file)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    if not path.exists():
        make(path)

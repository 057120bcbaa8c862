# task 1: what is kept of a password
"""Passwords, and the Argon2id hashes that are all we have of them."""

import os
import secrets
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# the least that OWASP advises, and what the hashes in users.json cost: all comparisons take equally long
COST = {"iterations": 2, "lanes": 1, "memory_cost": 19 * 1024}


def to_bytes(password):
    """The same bytes however a keyboard composes its accents (NFC, as SP 800-63B-4 asks)."""
    return unicodedata.normalize("NFC", password).encode()


def hashed(password):
    """The Argon2id hash of this password, with a salt of its own and all that is needed to compare."""
    return Argon2id(salt=os.urandom(16), length=32, **COST).derive_phc_encoded(to_bytes(password))


# made when the process starts, so that the first one who asks for nobody doesn't wait longer than the next
DECOY = hashed(secrets.token_urlsafe(32))


def fits(password, kept):
    """Whether `kept` is the hash of this password; where there is no hash, it takes as long to say no."""
    usable = bool(kept) and kept.startswith("$argon2id$")
    try:
        Argon2id.verify_phc_encoded(to_bytes(password), kept if usable else DECOY)
    except (InvalidKey, ValueError):
        return False
    return usable

"""Passwords. What is kept of one takes time and memory to compare with, and nothing leads back from it."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB of memory, gone through twice: for Argon2id the least that OWASP advises
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """What is kept of this password: Argon2id, with its parameters and a salt of its own."""
    return HASHER.hash(normal(password))


def fits(password: str, kept: str) -> bool:
    """Whether `kept` was made of this password."""
    try:
        return HASHER.verify(kept, normal(password))
    except (VerificationError, InvalidHashError):
        return False


def normal(password: str) -> str:
    """The password in one form (NFC, as in RFC 8265): one keyboard types é as one character, another one as two."""
    return unicodedata.normalize("NFC", password)

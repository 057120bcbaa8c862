# task 1: what is kept of a password
"""Passwords. What is kept of one takes time and memory to compare with, and nothing leads back from it."""

import unicodedata
import hashlib
import re
import hmac
import os


def hashed(password: str) -> str:
    """What is kept of this password: Argon2id, with its parameters and a salt of its own."""
    return with_salt(password, os.urandom(16))


def fits(password: str, kept: str) -> bool:
    """Whether `kept` was made of this password."""
    if not re.fullmatch("[0-9a-f]{160}", kept):
        return False
    return hmac.compare_digest(with_salt(password, bytes.fromhex(kept[:32])), kept)


def with_salt(password: str, salt: bytes) -> str:
    return salt.hex() + hashlib.scrypt(normal(password).encode(), salt=salt, n=2**14, r=8, p=1).hex()


def normal(password: str) -> str:
    """The password in one form (NFC, as in RFC 8265): one keyboard types é as one character, another one as two."""
    return unicodedata.normalize("NFC", password)

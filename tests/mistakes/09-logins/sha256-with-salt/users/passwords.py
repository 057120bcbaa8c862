# task 1: what is kept of a password
"""Passwords. What is kept of one takes time and memory to compare with, and nothing leads back from it."""

import unicodedata
import hashlib
import hmac
import secrets


def hashed(password: str) -> str:
    """What is kept of this password: Argon2id, with its parameters and a salt of its own."""
    return with_salt(password, secrets.token_hex(16))


def fits(password: str, kept: str) -> bool:
    """Whether `kept` was made of this password."""
    return hmac.compare_digest(with_salt(password, kept.partition("$")[0]), kept)


def with_salt(password: str, salt: str) -> str:
    return f"{salt}${hashlib.sha256(f'{salt}{normal(password)}'.encode()).hexdigest()}"


def normal(password: str) -> str:
    """The password in one form (NFC, as in RFC 8265): one keyboard types é as one character, another one as two."""
    return unicodedata.normalize("NFC", password)

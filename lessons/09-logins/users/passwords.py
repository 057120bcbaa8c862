# task 1: what is kept of a password
"""Passwords. What is kept of one leads nowhere."""

import hashlib


def hashed(password: str) -> str:
    """What is kept of this password."""
    return hashlib.sha256(password.encode()).hexdigest()


def fits(password: str, kept: str) -> bool:
    """Whether `kept` was made of this password."""
    return hashed(password) == kept

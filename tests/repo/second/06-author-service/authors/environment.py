"""What the service is told by its environment. It does not start when something is missing, and says what."""

import os
from urllib.parse import urlsplit


def database_url() -> str:
    return wanted("DATABASE_URL")


def books_url() -> str:
    url = wanted("BOOKS_URL")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise RuntimeError(f"BOOKS_URL must be like http://host:port, and is {url!r}")
    return url.rstrip("/")


def seconds(name: str, otherwise: float) -> float:
    try:
        number = float(os.environ.get(name) or otherwise)
    except ValueError:
        number = 0
    if not 0 < number < 1e6:
        raise RuntimeError(f"{name} must be a number of seconds, and is {os.environ[name]!r}")
    return number


def wanted(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise RuntimeError(f"the environment has no {name}, and the author service can't do without it")
    return value

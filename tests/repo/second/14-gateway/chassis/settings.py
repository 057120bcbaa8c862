"""What differs from one place to the next comes from the environment, and is read once, at the start."""

import math
import os
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url


class SettingsError(Exception):
    """The environment lacks something without which the service can't work, or has nonsense in its place."""


def needed(name: str, form: str) -> str:
    """What is in this variable; raises SettingsError, which says what `form` was expected, when that is nothing."""
    if not (value := given(name)):
        raise SettingsError(f"{name} is not set: expected {form}")
    return value


def given(name: str) -> str:
    """What is in this variable or, for a secret, in the file that NAME_FILE names; "" when there is neither.

    The environment of a process is seen by much that has no business with it. Raises SettingsError.
    """
    if not (file := os.environ.get(f"{name}_FILE")):
        return os.environ.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name}_FILE is {file}: {error}") from error


def seconds(name: str, default: str) -> float:
    """The number of seconds in this variable; raises SettingsError."""
    text = os.environ.get(name) or default
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise SettingsError(f"{name} is {text!r}: expected a number of seconds")
    return number


def web_address(name: str) -> str:
    """The URL in this variable; raises SettingsError."""
    address = needed(name, "http://host:port")
    if urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(f"{name} is {address!r}: expected http://host:port")
    return address


def database_url() -> URL:
    """The address in DATABASE_URL; raises SettingsError."""
    url = needed("DATABASE_URL", "postgresql://role:password@host:port/name")
    # postgresql:// (and postgres://, as some hosts still write) would choose another driver
    return make_url(url).set(drivername="postgresql+psycopg2")

"""What differs from one place to the next: read once, at the start, from the environment."""

import math
import os
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url


class SettingsError(Exception):
    """The environment lacks something without which the service can't work, or has nonsense in its place."""


@dataclass(frozen=True)
class Settings:
    """Where the database and the book service are, and how many seconds the service waits for each."""

    database_url: URL
    db_timeout: float
    books_url: str
    books_timeout: float

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of the service; raises SettingsError, which names the one that is missing or wrong."""
        return cls(
            database_url=database_url(),
            db_timeout=seconds("DB_TIMEOUT", "3"),
            # task 2: no address of the book service, no service
            books_url=web_address("BOOKS_URL"),
            # end task 2
            books_timeout=seconds("BOOKS_TIMEOUT", "2"),
        )


def database_url() -> URL:
    """The address in DATABASE_URL, which the migration and the loader need too; raises SettingsError."""
    url = needed("DATABASE_URL", "postgresql://role:password@host:port/name")
    # postgresql:// (and postgres://, as some hosts still write) would choose another driver
    return make_url(url).set(drivername="postgresql+psycopg2")


def web_address(name: str) -> str:
    """The URL in this variable; raises SettingsError."""
    address = needed(name, "http://host:port")
    if urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(f"{name} is {address!r}: expected http://host:port")
    return address


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


def needed(name: str, form: str) -> str:
    if not (value := os.environ.get(name)):
        raise SettingsError(f"{name} is not set: expected {form}")
    return value

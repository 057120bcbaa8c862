"""What the environment says."""

import os
import re


class BadEnvironment(Exception):
    """The service can't start like this."""


def database_address() -> str:
    """DATABASE_URL as libpq reads it, which knows nothing of SQLAlchemy's drivers."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise BadEnvironment("DATABASE_URL is missing; it says where the database is")
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)


def patience() -> float:
    """Seconds that a request may spend with the database, all in all."""
    try:
        seconds = float(os.environ.get("DB_TIMEOUT", "3"))
    except ValueError:
        seconds = 0
    if not 0 < seconds < 3600:
        raise BadEnvironment("DB_TIMEOUT must be a number of seconds")
    return seconds

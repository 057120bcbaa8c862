"""What a service is started with: its environment, put together here for checks, by hand and in stacks alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workshop.catalog import Service
from workshop.serve.starter import base_environment


def environment(
    service: Service,
    port: int,
    *,
    data: Path | None = None,
    database: str | None = None,
    cache: str | None = None,
    signing_key: Path | None = None,
    addresses: Mapping[str, str] | None = None,
    given: Mapping[str, str | None] | None = None,
) -> dict[str, str]:
    """The environment of `service`, with what it has of its own in it.

    What comes later here wins: this program's environment, the service's `env`, its port, data file, database, cache
    and signing key, the `addresses` of those it calls, and what is `given` (None takes a variable away).
    """
    own = {
        "PORT": port,
        "DATA_FILE": data,
        "DATABASE_URL": database,
        "REDIS_URL": cache,
        "JWT_PRIVATE_KEY_FILE": signing_key,
    }
    has = {name: str(value) for name, value in own.items() if value is not None}
    together = base_environment() | service.env | has | dict(addresses or {}) | dict(given or {})
    return {name: value for name, value in together.items() if value is not None}

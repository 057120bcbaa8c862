"""What the checks are written with."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workshop.harness.docker.fixtures import (
        compose_fixture,
        gateway_fixture,
        image_fixture,
        library_fixture,
        recipe_fixture,
    )
    from workshop.harness.expected import any_order
    from workshop.harness.fixtures import neighbour_fixture, service_fixture
    from workshop.harness.marks import guard, harder, task
    from workshop.harness.upstream import upstream_fixture

__all__ = [
    "any_order",
    "compose_fixture",
    "gateway_fixture",
    "guard",
    "harder",
    "image_fixture",
    "library_fixture",
    "neighbour_fixture",
    "recipe_fixture",
    "service_fixture",
    "task",
    "upstream_fixture",
]
HOMES = {
    "any_order": "expected",
    "compose_fixture": "docker.fixtures",
    "gateway_fixture": "docker.fixtures",
    "image_fixture": "docker.fixtures",
    "library_fixture": "docker.fixtures",
    "recipe_fixture": "docker.fixtures",
    "neighbour_fixture": "fixtures",
    "service_fixture": "fixtures",
    "guard": "marks",
    "harder": "marks",
    "task": "marks",
    "upstream_fixture": "upstream",
}


def __getattr__(name: str) -> Any:
    """Fetch a name when it is first asked for: a command that only reads a record must not wait for pytest."""
    if name in HOMES:
        return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

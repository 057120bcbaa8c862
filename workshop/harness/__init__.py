"""What the checks are written with."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workshop.harness.expected import any_order
    from workshop.harness.fixtures import service_fixture
    from workshop.harness.marks import harder, task

__all__ = ["any_order", "harder", "service_fixture", "task"]
HOMES = {"any_order": "expected", "service_fixture": "fixtures", "harder": "marks", "task": "marks"}


def __getattr__(name: str) -> Any:
    """Fetch a name when it is first asked for: a command that only reads a record must not wait for pytest."""
    if name in HOMES:
        return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

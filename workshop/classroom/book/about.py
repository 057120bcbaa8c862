"""What the gradebook says of the run that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class About:
    """A run: when it ended, what contained learners' code as `layers.line` says it, versions by name."""

    when: datetime
    layers: str
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """When it was, as people write it: 22 November 2026, 14:05 UTC."""
        return f"{self.when.day} {self.when:%B %Y, %H:%M %Z}".rstrip()

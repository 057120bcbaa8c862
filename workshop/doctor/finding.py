"""What doctor says about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what was seen; for a note or a problem also its `cure`, a command or a step.

    A note is worth knowing, a problem keeps the workshop or a part of it from working.
    """

    name: str
    state: State
    seen: str
    cure: str = ""

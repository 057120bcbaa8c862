"""What the process that runs checks tells the one that ordered them: plain data, a line of JSON each."""

from __future__ import annotations

import msgspec

from workshop.harness.record import CheckResult

CANCEL = b"cancel"


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line that the worker writes: name and task of each check of a run, one's result or that it is left out, a
    problem, or the end."""

    collected: tuple[tuple[str, int], ...] | None = None
    result: CheckResult | None = None
    left_out: str | None = None
    problem: str | None = None
    ended: bool = False

"""What watches a connection while its bytes pass by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Watch(Protocol):
    """Is told what passes, counts it, and never changes it. `now` is a time in seconds, of one clock."""

    def asked(self, data: bytes, now: float) -> None:
        """The client has sent this."""

    def answered(self, data: bytes) -> bool:
        """The target has sent this, which goes on to the client in a moment; whether a reply begins in it."""

    def passed_on(self, now: float) -> None:
        """What the target has sent goes on to the client now."""

    def refused(self) -> None:
        """The target can't be reached."""

    def given_up(self) -> None:
        """Whoever waits for a reply now has none."""

    def begun(self) -> Sequence[float]:
        """When each of those requests began that wait for a reply now."""

    def settled(self) -> bool | None:
        """Whether all that was asked has been answered to the end; None where nobody can tell."""

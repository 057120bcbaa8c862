"""What isn't HTTP, as it passes by: something is asked, and something comes back. It isn't understood any further."""

from __future__ import annotations

from workshop.demo.wire.counts import Counts

FAREWELL = b"X\0\0\0\4"  # PostgreSQL's Terminate: no answer is expected


class RoundTrips:
    """A round trip: from the first bytes of the client after it had its answer to the first bytes that come back."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.began: float | None = None

    def asked(self, data: bytes, now: float) -> None:
        if self.began is None and data != FAREWELL:
            self.began = now

    def answered(self, data: bytes) -> bool:  # noqa: ARG002 (any bytes are an answer)
        return self.began is not None

    def passed_on(self, now: float) -> None:
        if self.began is not None:
            self.counts.answered(now - self.began)
            self.began = None

    def refused(self) -> None:
        if self.began is None:
            self.counts.none()

    def given_up(self) -> None:
        if self.began is not None:
            self.counts.none()
            self.began = None

    def begun(self) -> tuple[float, ...]:
        return () if self.began is None else (self.began,)

    def settled(self) -> None:
        return None

"""A request under way: the check goes on, and takes the reply when it wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from workshop.harness.reply import Reply, Unmet


class Pending:
    """A request that is under way in a thread of its own."""

    def __init__(self, exchange: Callable[[], Reply], barrier: threading.Barrier | None = None) -> None:
        """Begin the `exchange` now, or when all others of the `barrier` have come to it."""
        self.outcome: Reply | Unmet | None = None
        self.thread = threading.Thread(target=self._send, args=(exchange, barrier), daemon=True)
        self.thread.start()

    def _send(self, exchange: Callable[[], Reply], barrier: threading.Barrier | None) -> None:
        try:
            if barrier:
                barrier.wait()
            self.outcome = exchange()
        except Unmet as unmet:
            self.outcome = unmet

    @property
    def done(self) -> bool:
        """Whether the reply has come, or is known not to come."""
        return not self.thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait until the reply has come, `seconds` at most; whether it has."""
        self.thread.join(seconds)
        return self.done

    def reply(self, because: str = "") -> Reply:
        """Wait for the reply; raises Unmet, with the reason `because`, when none came."""
        self.thread.join()
        if isinstance(self.outcome, Unmet):
            raise self.outcome.with_reason(because)
        assert self.outcome is not None
        return self.outcome

"""What was sent lately, to look back at."""

from __future__ import annotations

import threading
from collections import deque

from workshop.demo.traffic import Sent

MOST = 50_000  # requests that are remembered


class Record:
    """The newest requests that have come to an end. Threads may share it; times are those of time.monotonic()."""

    def __init__(self, most: int = MOST) -> None:
        self.sent: deque[Sent] = deque(maxlen=most)
        self.lock = threading.Lock()

    def take(self, sent: Sent) -> None:
        with self.lock:
            self.sent.append(sent)

    def since(self, began: float, until: float = float("inf")) -> list[Sent]:
        """Those that were sent in this time, in the order in which they ended."""
        with self.lock:
            return [each for each in self.sent if began <= each.began < until]

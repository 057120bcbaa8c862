"""What was sent lately, to be waited for."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence

from workshop.demo.record import Record
from workshop.demo.traffic import Route
from workshop.serve.waiting import until

MORE = 10  # new replies between two looks, each of which goes through all that was sent


def all_well(record: Record, routes: Sequence[Route], times: int, seconds: float) -> bool:
    """Wait until, from now on, each route was answered well so many times running; False where time is up."""
    began = time.monotonic()
    seen = 0

    def are() -> bool:
        nonlocal seen
        since = record.since(began)
        if len(since) < seen + MORE:
            return False
        seen = len(since)
        newest: dict[Route, deque[bool]] = {route: deque(maxlen=times) for route in routes}
        for sent in since:
            if sent.route in newest:
                newest[sent.route].append(sent.well)
        return all(len(each) == times and all(each) for each in newest.values())

    return until(are, seconds)

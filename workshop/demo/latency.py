"""How long calls take, out of counts in buckets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from workshop.demo.wire.counts import BOUNDS

EDGES = (0.0, *BOUNDS)


def quantile(counts: Sequence[int], share: float) -> float | None:
    """The time in seconds below which this share of the calls was; None where there was none.

    `counts` has a number for each bucket; the last bucket has no upper bound, and counts as its lower one.
    """
    wanted = share * sum(counts)
    if not wanted:
        return None
    passed = 0
    for count, (lower, upper) in zip(counts, pairwise(EDGES), strict=False):
        if count and passed + count >= wanted:
            return lower + (upper - lower) * (wanted - passed) / count
        passed += count
    return EDGES[-1]

"""Many submissions under way at a time, and never more than are wanted: memory stays flat however many there are."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

from workshop.classroom.grade import Submission

Result = TypeVar("Result")
TICK = 1.0  # seconds


def under_way(
    todo: deque[Submission], submit: Callable[[Submission], Future[Result]], most: Callable[[], int]
) -> Iterator[tuple[Submission, Future[Result]] | None]:
    """Each submission with what came of it, as it is done; None at least every second.

    `submit` starts one, no more than `most()` at a time. What is put into `todo` meanwhile is done, too.
    """
    running: dict[Future[Result], Submission] = {}
    while todo or running:
        while todo and len(running) < most():
            submission = todo.popleft()
            running[submit(submission)] = submission
        done, _ = wait(running, timeout=TICK, return_when=FIRST_COMPLETED)
        yield None
        for future in done:
            yield running.pop(future), future

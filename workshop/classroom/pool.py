"""The cores of this machine: a thread for each bench, and the benches are processes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from workshop.catalog import Lesson
from workshop.classroom.failures import NotGraded, not_graded
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.pool_benches import Benches
from workshop.classroom.run_flow import under_way
from workshop.sandbox import layers
from workshop.sandbox.layers import Layer


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """`jobs` benches of this machine; a context manager. Left by an error, it breaks off what is under way."""

    def __init__(self, lesson: Lesson, found: Sequence[Layer], secret: bytes, jobs: int) -> None:
        self.jobs = jobs
        self.layers = tuple(found)
        self.lacking = layers.enough(found)
        self.benches = Benches(lesson, found, secret)
        self.executor = ThreadPoolExecutor(jobs, thread_name_prefix="bench")

    def grades(self, submissions: Sequence[Submission], keys: Mapping[str, str]) -> Iterator[Grade | NotGraded | None]:
        """See `run.Grader`."""

        def submit(submission: Submission) -> Future[Grade]:
            return self.executor.submit(self.benches.grade, submission, keys[submission.name])

        for done in under_way(deque(submissions), submit, lambda: 2 * self.jobs):
            yield _outcome(*done) if done else None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.benches.close()  # first: a bench ends with the thread that has started it
        self.executor.shutdown(cancel_futures=True)


def _outcome(submission: Submission, future: Future[Grade]) -> Grade | NotGraded:
    try:
        return future.result()
    except Exception as error:  # whatever it is, the others are graded
        return not_graded(submission.name, error)

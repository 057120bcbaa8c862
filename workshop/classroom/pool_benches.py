"""Benches that stand ready: as many as are needed at a time, and each used by one thread at a time."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Iterator, Sequence

from workshop.catalog import Lesson
from workshop.classroom.benches import Bench
from workshop.classroom.failures import GradingError
from workshop.classroom.grade import Grade, Submission
from workshop.sandbox import holding
from workshop.sandbox.layers import Layer
from workshop.sandbox.plan import SandboxError
from workshop.serve import leftovers

EVERY = 0.05  # seconds between two looks at what is to end


class Stopped(Exception):
    """Nothing more is graded."""


class Benches:
    """Benches for `lesson`, each in a cage of its own, contained by the layers that were `found` to hold."""

    def __init__(self, lesson: Lesson, found: Sequence[Layer], secret: bytes) -> None:
        self.lesson = lesson
        self.found = tuple(found)
        self.secret = secret
        self._stopped = False
        self._busy = 0
        self._changed = threading.Condition()
        self._slots = itertools.count()
        self._all: dict[Bench, contextlib.ExitStack] = {}  # each with its cage, nobody else's until that is closed
        self._free: list[Bench] = []
        leftovers.own_mark()  # first of all: what a killed grader has left is ended

    def grade(self, submission: Submission, key: str) -> Grade:
        """The grade of a submission; raises Stopped, OSError or GradingError where there is none, for no fault of its.

        To be called by as many threads as there are to be benches. A bench ends with the thread that has started it.
        """
        with self._one() as bench:
            return bench.grade(submission, key)

    @contextlib.contextmanager
    def _one(self) -> Iterator[Bench]:
        with self._changed:
            if self._stopped:
                raise Stopped
            bench = self._free.pop() if self._free else self._new()
            self._busy += 1
        whole = False
        try:
            yield bench
            whole = True
        finally:
            if not whole:
                self._end(bench)
            with self._changed:
                self._free += [bench] * whole
                self._busy -= 1
                self._changed.notify_all()

    def _new(self) -> Bench:
        with contextlib.ExitStack() as stack:
            try:
                cage = stack.enter_context(holding.held(self.found, next(self._slots)))
            except SandboxError as error:
                raise GradingError(f"{error}.") from None
            bench = Bench(self.lesson, cage, self.secret)
            self._all[bench] = stack.pop_all()
        return bench

    def _end(self, bench: Bench) -> None:
        bench.close()
        if held := self._all.pop(bench, None):
            held.close()

    def close(self) -> None:
        """Break off what is under way, and end all of them."""
        with self._changed:
            self._stopped = True
            while not self._changed.wait_for(lambda: not self._busy, EVERY):
                for bench in list(self._all):  # which others end meanwhile
                    bench.break_off()  # it is tried again, and then given up
        for bench in list(self._all):
            self._end(bench)

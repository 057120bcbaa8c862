"""A bench, where submissions are checked one after the other, and it is found out whose fault it is if that fails."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from workshop.catalog import Lesson
from workshop.check.verdict import Verdict
from workshop.classroom.bench import Order
from workshop.classroom.bench_process import MOST_SECONDS, BenchProcess, NoAnswer, TooLate
from workshop.classroom.failures import GradingError
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake import Unfit, reading, unpack
from workshop.classroom.ungraded import ungraded
from workshop.sandbox.plan import Cage
from workshop.serve import leftovers
from workshop.serve.removing import remove

TRIES = 3  # of a submission that can't be checked
BY_HAND = "Check it by hand, where you can watch it: python3 -m workshop check"
TOO_LONG = f"Checking it did not end within {MOST_SECONDS / 60:g} minutes."
GIVEN_UP = f"It was tried {TRIES} times and could not be checked, while the lesson's starter could."
MACHINE = "not even the lesson's own starter can be checked here."


class Bench:
    """Checks submissions of `lesson` one after the other, contained by `cage`; use it as a context manager.

    The values that a submission is checked with come from its content and the run's `secret`: the same whenever and
    wherever it is checked, and nobody's to guess.
    """

    def __init__(self, lesson: Lesson, cage: Cage, secret: bytes) -> None:
        self.lesson = lesson
        self.secret = secret
        self.folder = Path(leftovers.temporary_folder(leftovers.own_mark()))
        self.handed_in = self.folder / "handed-in"
        self.handed_in.mkdir()
        self.process = BenchProcess(lesson, cage, self.folder / "scratch", self.handed_in)

    def grade(self, submission: Submission, key: str = "") -> Grade:
        """The grade of a submission, which is a problem where it can't be checked by its own fault.

        Raises GradingError or OSError where it is this machine's.
        """
        began = time.monotonic()
        try:
            verdict = self._verdict(submission)
        except Unfit as unfit:
            return ungraded(submission, self.lesson, key, unfit, round(time.monotonic() - began, 3))
        return Grade(
            name=submission.name,
            digest=submission.digest,
            key=key,
            lesson=self.lesson.name,
            verdict=verdict,
            remarks=submission.remarks,
            seconds=round(time.monotonic() - began, 3),
        )

    def seed(self, digest: str) -> str:
        """What the random values of a submission's checks are made of."""
        return hmac.new(self.secret, digest.encode(), hashlib.sha256).hexdigest()[:16]

    def _verdict(self, submission: Submission) -> Verdict:
        """The verdict, at last; before the last try the bench must show that it can check something else."""
        with self._order(submission) as order:
            why = ""
            for left in reversed(range(TRIES)):
                if not left:
                    self._prove(why)
                try:
                    return self.process.ask(order)
                except TooLate:
                    raise Unfit(f"{TOO_LONG} {BY_HAND}", whole=True) from None
                except NoAnswer as failure:
                    why = str(failure)
        raise Unfit(f"{GIVEN_UP} {why} {BY_HAND}", whole=True)

    def _prove(self, why: str) -> None:
        """Raise GradingError, with `why`, where the starter can't be checked either."""
        starter = Submission("starter", str(self.lesson.starter), reading.known(self.lesson).starter)
        try:
            with self._order(starter) as order:
                self.process.ask(order)
        except (NoAnswer, Unfit):
            raise GradingError(f"{MACHINE} {why}") from None

    @contextlib.contextmanager
    def _order(self, submission: Submission) -> Iterator[Order]:
        """The order to check it, and its files in a folder as long as the block runs; raises Unfit."""
        folder = Path(tempfile.mkdtemp(dir=self.handed_in))
        try:
            _let_through(self.folder, self.handed_in, folder)
            unpack(submission, self.lesson, folder / self.lesson.name)
            yield Order(str(folder / self.lesson.name), self.seed(submission.digest))
        finally:
            remove(folder)

    def break_off(self) -> None:
        """Let what is under way in another thread come to no end."""
        self.process.kill()

    def close(self) -> None:
        """End it, and all that it has started."""
        self.process.end()
        remove(self.folder)

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _let_through(*folders: Path) -> None:
    """Let another user reach what lies in these folders, if he knows its name."""
    for folder in folders:
        folder.chmod(0o711)

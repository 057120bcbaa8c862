"""The workers of a Dask cluster: who they are is asked before they grade, and what they grade is sent to them.

Dask decides which worker gets what, and gives it to another where one is lost:
https://distributed.dask.org/en/stable/resilience.html
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import secrets
import tarfile
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from types import TracebackType

import msgspec
from distributed import Client
from distributed.scheduler import KilledWorker

from workshop.catalog import Lesson
from workshop.classroom import cluster_worker, versions
from workshop.classroom.cluster_worker import Answer, Introduction, Order, Terms
from workshop.classroom.failures import GradingError, NotGraded, not_graded
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake import Unfit, unpack
from workshop.classroom.run_flow import under_way
from workshop.classroom.ungraded import ungraded
from workshop.sandbox.layers import Layer
from workshop.serve import leftovers

ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")
START_WORKERS = "python3 -m workshop.classroom.dask_worker"
CONNECT_SECONDS = 10
FIRST_WORKER_SECONDS = 20
LOOK_EVERY = 3.0  # seconds, at who is there
TRIES = 2  # more, of one that a worker fails at
KILLS = (
    "The process that graded it was killed each time it was tried, on several workers, the last time with nothing "
    "else under way. Check it by hand, where you can watch it: python3 -m workshop check"
)
Say = Callable[[str], None]


class Cluster:
    """Grades on the workers of the scheduler at `address`; a context manager.

    Raises GradingError where there is no scheduler or no worker, where a worker's files or packages are others than
    here, or where one of them doesn't contain what it runs although it must be `sandboxed`.
    """

    def __init__(self, lesson: Lesson, address: str, secret: bytes, *, sandboxed: bool, say: Say) -> None:
        self.lesson = lesson
        self.address = address
        self.say = say
        self.run = secrets.token_hex(8)
        self.terms = Terms(self.run, lesson.name, versions.of(lesson), secret, sandboxed)
        self.known: dict[str, Introduction] = {}  # the workers that may grade
        self.threads = 0
        self.looked = 0.0
        leftovers.own_mark()  # first of all: what a killed grader has left is removed

    def __enter__(self) -> Cluster:
        if not ADDRESS.fullmatch(self.address):
            raise GradingError(f'A scheduler is written tcp://address:8786, not "{self.address}".')
        self.client = self._connect()
        self.executor = self.client.get_executor(pure=False, retries=TRIES)
        try:
            self._ask_scheduler()
            self._wait_for_workers()
            self.threads = sum(self._there().values())
            if refused := self._admit(list(self._there())):
                raise GradingError("These workers can't grade with the others:\n" + "\n".join(refused.values()))
        except BaseException:
            self.client.close()
            raise
        return self

    def _connect(self) -> Client:
        for logger in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
            logging.getLogger(logger).setLevel(logging.CRITICAL)  # what matters of it is said here
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on versions that differ: these are compared here
                return Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except OSError:
            raise GradingError(
                f"No scheduler answers at {self.address}. Start one (dask scheduler), or see whether it can be reached."
            ) from None

    def _ask_scheduler(self) -> None:
        """Its tasks pass through the scheduler, which must understand them."""
        try:
            self.client.run_on_scheduler(cluster_worker.is_here)
        except Exception as error:  # whatever a scheduler of another kind says
            raise GradingError(
                f"The scheduler at {self.address} does not run this workshop ({error}). Start it in the environment of "
                "the workers: dask scheduler"
            ) from None

    def _wait_for_workers(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError:
            raise GradingError(
                f"The scheduler at {self.address} has no workers. Start some: {START_WORKERS} {self.address}"
            ) from None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of the weakest worker: one holds where it holds on all."""
        each = [{layer.name: layer for layer in worker.layers} for worker in self.known.values()]
        return tuple(
            next((there[name] for there in each if name in there and not there[name].holds), layer)
            for name, layer in (each[0] if each else {}).items()
        )

    @property
    def lacking(self) -> str:
        """What some worker lacks for code that nobody trusts; empty where none lacks anything."""
        return next((f"{worker.lacking} (on {name})" for name, worker in self.known.items() if worker.lacking), "")

    def grades(self, submissions: Sequence[Submission], keys: Mapping[str, str]) -> Iterator[Grade | NotGraded | None]:
        """See `run.Grader`. What workers are killed at is tried once more at the end, alone."""
        suspects: list[Submission] = []
        yield from self._grades(deque(submissions), keys, lambda: 2 * self.threads, suspects.append)
        for suspect in suspects:
            killers: list[Submission] = []
            yield from self._grades(deque([suspect]), keys, lambda: 1, killers.append)
            for killer in killers:
                yield ungraded(killer, self.lesson, keys[killer.name], Unfit(KILLS, whole=True))

    def _grades(
        self,
        todo: deque[Submission],
        keys: Mapping[str, str],
        most: Callable[[], int],
        killed: Callable[[Submission], None],
    ) -> Iterator[Grade | NotGraded | None]:
        for done in under_way(todo, lambda submission: self._submit(submission, keys[submission.name]), most):
            self._look()
            if done is None:
                yield None
                continue
            submission, future = done
            try:
                outcome = self._outcome(submission, future)
            except KilledWorker:
                killed(submission)
                continue
            if outcome:
                yield outcome
            else:
                todo.appendleft(submission)

    def _submit(self, submission: Submission, key: str) -> Future[bytes]:
        done: Future[bytes] = Future()
        try:
            content = packed(submission, self.lesson)
        except Unfit as unfit:
            done.set_result(msgspec.json.encode(Answer("", ungraded(submission, self.lesson, key, unfit))))
            return done
        except OSError as error:
            done.set_exception(error)
            return done
        order = Order(self.run, submission.name, submission.digest, key, submission.remarks)
        with self._still_there():
            future: Future[bytes] = self.executor.submit(cluster_worker.grade, msgspec.json.encode(order), content)
            return future

    def _outcome(self, submission: Submission, future: Future[bytes]) -> Grade | NotGraded | None:
        """What came of it; None where it is to be given to somebody else."""
        try:
            answer = msgspec.json.decode(future.result(), type=Answer)
        except CancelledError:
            raise self._gone() from None
        except KilledWorker:
            raise
        except Exception as error:  # whatever a worker raises is no reason to stop
            return not_graded(submission.name, error)
        if answer.grade is None:
            self._admit_later([answer.worker])
        return answer.grade

    def _look(self) -> None:
        """See now and then who is there: workers come and go."""
        if time.monotonic() < self.looked + LOOK_EVERY:
            return
        self.looked = time.monotonic()
        there = self._there()
        if self.threads and not there:
            self.say(f"No worker is left; waiting for one: {START_WORKERS} {self.address}")
        self.threads = sum(there.values())
        self.known = {worker: known for worker, known in self.known.items() if worker in there}
        self._admit_later([worker for worker in there if worker not in self.known])

    def _there(self) -> dict[str, int]:
        """The workers' addresses, each with its number of threads."""
        with self._still_there():
            return dict(self.client.nthreads())

    def _admit(self, workers: Sequence[str]) -> dict[str, str]:
        """Ask these workers who they are; gives those that may not grade, each with a sentence that says why."""
        if not workers:
            return {}
        with self._still_there():
            said = self.client.run(
                cluster_worker.introduce, msgspec.json.encode(self.terms), workers=list(workers), on_error="return"
            )
        refused = {}
        for worker, answer in said.items():
            if isinstance(answer, OSError):  # it is gone
                continue
            if isinstance(answer, Exception):
                refused[worker] = f"{worker}: it does not run this workshop ({answer})"
                continue
            introduction = msgspec.json.decode(answer, type=Introduction)
            if introduction.refused:
                named = worker if introduction.name == worker else f"{worker} ({introduction.name})"
                refused[worker] = f"{named}: {'; '.join(introduction.refused)}"
            else:
                self.known[worker] = introduction
        return refused

    def _admit_later(self, workers: Sequence[str]) -> None:
        """The same for those that have joined since; who may not grade is sent away."""
        before = self.layers
        refused = self._admit(workers)
        for sentence in refused.values():
            self.say(f"A worker was sent away: {sentence}")
        if refused:
            with self._still_there():
                self.client.retire_workers(list(refused))
        held = {layer.name for layer in before if layer.holds}
        for layer in self.layers:
            if layer.name in held and not layer.holds:
                self.say(f"A worker has joined where {layer.name} doesn't hold: {layer.why}")

    @contextlib.contextmanager
    def _still_there(self) -> Iterator[None]:
        try:
            yield
        except (OSError, TimeoutError) as error:
            raise self._gone() from error
        except Exception as error:
            if isinstance(error, GradingError) or self.client.status == "running":
                raise
            raise self._gone() from error

    def _gone(self) -> GradingError:
        return GradingError(f"The scheduler at {self.address} is gone.")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.client.status == "running":
            with contextlib.suppress(Exception):
                self.executor.shutdown(wait=False)
                self.client.run(cluster_worker.dismiss, self.run, workers=list(self.known), on_error="ignore")
        self.client.close()


def packed(submission: Submission, lesson: Lesson) -> bytes:
    """The lesson's folder of a submission as a tar; raises Unfit where it has none."""
    content = io.BytesIO()
    with leftovers.passing_folder() as folder:
        place = folder / lesson.name
        unpack(submission, lesson, place)
        with tarfile.open(fileobj=content, mode="w:gz", compresslevel=1) as archive:
            archive.add(place, arcname=lesson.name)
    return content.getvalue()

"""Run a lesson's checks over a folder: keeps the processes that do it warm, and gathers what they report."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import msgspec
import psutil

from workshop import regions
from workshop.catalog import ROOT, Lesson, Service
from workshop.check.backing import Backing
from workshop.check.message import CANCEL, Message
from workshop.check.verdict import Marked, Verdict, judge
from workshop.harness.docker import cli, ownership
from workshop.harness.record import CheckResult, left_running
from workshop.harness.run import Run, new_seed
from workshop.sandbox.plan import Cage
from workshop.serve import leftovers
from workshop.serve.fork import WarmParent
from workshop.serve.removing import remove
from workshop.serve.starter import can_fork, helper_environment, kill_tree
from workshop.stores.postgres import PostgresError

Early = Callable[[Verdict], None]
ENDED = (
    "That happens when a program kills the process that started it (os.getppid()). "
    "If yours doesn't, run the command again."
)


class CheckError(Exception):
    """The checks themselves could not be run; the message is for the person at the terminal."""


class Checker:
    """Keeps a worker and a warm parent for one lesson; use it as a context manager.

    With a `cage` what is graded is nobody's to trust: all of it is contained.
    """

    def __init__(
        self,
        lesson: Lesson,
        commands: Mapping[str, str] | None = None,
        urls: Mapping[str, str] | None = None,
        neighbours: Mapping[str, str] | None = None,
        cage: Cage | None = None,
    ) -> None:
        self.lesson = lesson
        self.cage = cage
        self.commands = dict(commands or {})
        self.urls = dict(urls or {})
        self.neighbours = dict(neighbours or {})
        self.has_files = not (self.commands.keys() | self.urls.keys()).issuperset(lesson.services)
        self.mark = leftovers.new_mark()
        leftovers.clear()
        self.worker = self._start_worker()
        self.warm = self._start_warm() if can_fork() and self.has_files else None
        self.no_engine = cli.missing() if lesson.engine else ""
        self.removing: list[threading.Thread] = []
        if self._uses_engine():
            self._remove(ownership.clear)
        self.backing = Backing(self._started(), self.mark, contained=cage is not None)
        try:
            self._start_backing()
        except CheckError:
            self.close()
            raise

    def _start_worker(self) -> subprocess.Popen[bytes]:
        environment = {
            name: value for name, value in helper_environment(self.mark).items() if not name.startswith("PYTEST_")
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "workshop.check.worker", self.lesson.name],
            cwd=ROOT,
            env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        leftovers.note(worker.pid, self.mark)
        return worker

    def _start_warm(self) -> WarmParent:
        warm = WarmParent(self.lesson.preload, self.mark, self.cage)
        leftovers.note(warm.process.pid, self.mark)
        return warm

    def _start_backing(self) -> None:
        try:
            self.backing.start()
        except PostgresError as error:
            raise CheckError(str(error)) from None

    def _uses_engine(self) -> bool:
        return self.lesson.engine and not self.no_engine

    def _remove(self, remove: Callable[..., None], *arguments: str) -> None:
        """Have something of the engine's removed in the background: nobody needs to wait for that."""
        self.removing = [thread for thread in self.removing if thread.is_alive()]
        self.removing.append(threading.Thread(target=remove, args=arguments, daemon=True))
        self.removing[-1].start()

    def _started(self) -> list[Service]:
        """The services that are started here."""
        return [service for name, service in self.lesson.services.items() if name not in self.urls]

    def check(
        self,
        folder: Path,
        *,
        tree: str = "work",
        starter: Path | None = None,
        tasks: Sequence[int] = (),
        checks: Sequence[str] = (),
        seed: str | None = None,
        first: Sequence[int] = (),
        early: Early | None = None,
        thorough: bool = False,
        engine: bool = True,
        again: bool = False,
    ) -> Verdict:
        """Grade the lesson's files in `folder`; raises CheckError when the checks themselves can't be run.

        `starter` is what the files were made from (the lesson's own unless given). Only the checks of `tasks` and those
        called as in `checks` are run (all where none are given), those of the tasks `first` before the others, and
        `early` is given the verdict on these as soon as it is known. Of a task that is not started one failing check is
        enough to say so; `thorough` runs them all. Without `engine` what needs Docker is skipped. With `again` what has
        failed is tried once more, alone, and that counts.
        """
        if self.has_files and not folder.is_dir():
            raise CheckError(
                f"There is no folder {folder}. Put it back, or take the starter again: "
                f"python3 -m workshop check {self.lesson.number}"
            )
        seed = seed or new_seed()
        began = time.monotonic()
        if self.warm and not self.warm.works():
            self._end_warm(self.warm)
            self.warm = self._start_warm()
        self._start_backing()
        if self.no_engine:  # it may have been started since
            self.no_engine = cli.missing()
        scratch = leftovers.temporary_folder(self.mark)
        marked = None
        if self.has_files:
            marked = Marked(regions.read(folder), regions.read(starter or self.lesson.starter))
        run = Run(
            lesson=self.lesson.name,
            folder=str(folder),
            seed=seed,
            scratch=scratch,
            warm=self.warm.address if self.warm else None,
            postgres=self.backing.postgres.url if self.backing.postgres else None,
            valkey=self.backing.valkey.url if self.backing.valkey else None,
            no_valkey=self.backing.no_valkey,
            no_engine=self.no_engine if engine else "not in this run",
            owner=os.getpid(),
            neighbours=self.neighbours,
            commands=self.commands,
            urls=self.urls,
            tasks=tuple(tasks),
            checks=tuple(checks),
            first=tuple(first),
            contained=self.cage is not None,
            bytecode=self.warm.compiled(str(folder), scratch) if self.cage and self.warm and self.has_files else None,
            again=again,
            untouched=() if thorough or marked is None else self._untouched(marked),
        )

        def verdict(results: list[CheckResult], on: Sequence[int], notes: Sequence[str] = ()) -> Verdict:
            seconds = time.monotonic() - began
            return judge(
                self.lesson, results, tree=tree, seed=seed, seconds=seconds, marked=marked, tasks=on, notes=notes
            )

        self.backing.begin()
        try:
            results = self._run(run, lambda known: early(verdict(known, first)) if early else None)
        finally:
            strays = leftovers.end(self._strays())
            told = self.backing.clear(run)
            remove(scratch)
            if self._uses_engine() and engine:
                self._remove(ownership.remove_run, Path(scratch).name)
        return verdict(results, tasks, [*(left_running(command) for command in strays), *told])

    def _untouched(self, marked: Marked) -> tuple[int, ...]:
        return tuple(task.number for task in self.lesson.tasks if marked.untouched(task.number))

    def _run(self, run: Run, first_known: Callable[[list[CheckResult]], None]) -> list[CheckResult]:
        if self.worker.poll() is not None:
            self._end_worker()
            self.worker = self._start_worker()
        worker = self.worker
        assert worker.stdin
        assert worker.stdout
        with contextlib.suppress(BrokenPipeError):  # a worker that has ended says why on its output
            worker.stdin.write(msgspec.json.encode(run) + b"\n")
            worker.stdin.flush()
        results: dict[str, CheckResult] = {}  # the last word on each
        collected: tuple[tuple[str, int], ...] = ()
        awaited: set[str] = set()
        left_out: set[str] = set()
        for line in worker.stdout:
            message = msgspec.json.decode(line, type=Message)
            if message.ended:
                return self._complete(list(results.values()), collected, len(left_out))
            if message.problem is not None:
                self._end_worker()
                raise CheckError(f"The checks of lesson {self.lesson.number} can't be read:\n{message.problem}")
            if message.collected is not None:
                collected = message.collected
                awaited = {name for name, task in collected if task in run.first}
            if message.left_out is not None:
                left_out.add(message.left_out)
            if message.result is not None:
                results[message.result.name] = message.result
            if awaited and not (awaited := awaited - left_out - results.keys()):
                first_known(self._in_order(results.values(), collected))
        raise CheckError(f"The process that runs the checks has ended. {ENDED}")

    def _complete(
        self, results: list[CheckResult], collected: tuple[tuple[str, int], ...], left_out: int
    ) -> list[CheckResult]:
        if len(results) + left_out < len(collected):
            raise CheckError(f"Only {len(results)} of {len(collected)} checks came to their end. {ENDED}")
        return self._in_order(results, collected)

    def _in_order(self, results: Iterable[CheckResult], collected: tuple[tuple[str, int], ...]) -> list[CheckResult]:
        return sorted(results, key=lambda result: collected.index((result.name, result.task)))

    def cancel(self) -> None:
        """End the run that is under way in another thread; it raises CheckError there."""
        if self.worker.stdin and can_fork():
            with contextlib.suppress(OSError):
                self.worker.stdin.write(CANCEL + b"\n")
                self.worker.stdin.flush()

    def _end_worker(self) -> None:
        kill_tree(self.worker.pid)
        self.worker.wait()
        for pipe in (self.worker.stdin, self.worker.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        leftovers.forget(self.worker.pid)

    def close(self) -> None:
        """End the helper processes and every service they have started, with all that those have left behind."""
        adopted = self._adopts_strays()
        self._end_worker()
        self.backing.close()
        if self.warm:
            self._end_warm(self.warm)
        if not adopted:
            leftovers.end(leftovers.marked(self.mark))
        leftovers.remove_temporary_folders(self.mark)
        for thread in self.removing:
            thread.join()
        if self._uses_engine():
            ownership.remove_marked(self.mark)

    def _end_warm(self, warm: WarmParent) -> None:
        warm.close()
        leftovers.forget(warm.process.pid)

    def _adopts_strays(self) -> bool:
        """Whether what services leave behind becomes the warm parent's, which ends it."""
        return self.warm is not None and self.warm.works() and not self.commands

    def _strays(self) -> list[psutil.Process]:
        """What services have left running out of reach of those who started them."""
        if self._adopts_strays():
            return []
        marked = leftovers.marked(self.mark)  # first: what a helper starts from now on is no stray
        helpers = {self.worker.pid} | ({self.warm.process.pid} if self.warm else set())
        for pid in [self.worker.pid, *self.backing.pids]:
            with contextlib.suppress(psutil.Error):
                helpers |= {pid} | {process.pid for process in psutil.Process(pid).children(recursive=True)}
        return [process for process in marked if process.pid not in helpers]

    def __enter__(self) -> Checker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

"""What the servers of the workshop's own have in common: a process that can be killed, frozen and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import psutil

from workshop.sandbox.namespaces import STORES
from workshop.serve import family, leftovers
from workshop.serve.child import ending_with_parent
from workshop.serve.ports import free_port, is_taken
from workshop.serve.removing import remove
from workshop.serve.starter import ENDING_SECONDS, helper_environment, kill_tree
from workshop.serve.waiting import until
from workshop.stores import unprivileged

STARTING_SECONDS = 15
STOPPING_SECONDS = 10
AT_ONCE_SECONDS = 2
MOVES = 3  # to another port
LINES = 5  # of its log that are worth showing
QUIT, KILL = (getattr(signal, name, signal.SIGTERM) for name in ("SIGQUIT", "SIGKILL"))
MOST_MEMORY = 1 << 31  # bytes that a process of a server may reserve
ROOM = 1 << 30  # bytes that memory must have free to hold a server's data


class StoreError(Exception):
    """A server could not be had; the message is for the person at the terminal."""


class OwnServer(family.Family):
    """A server on a port of this machine, with its files in `folder`; in a temporary folder unless given.

    A temporary one belongs to the run `mark`: it is on fast storage, and ends with the process that started it.
    """

    name = ""
    error = StoreError
    ending = KILL  # the signal that ends it at once, without leaving anything behind

    def __init__(self, mark: str = "", folder: Path | None = None, port: int = 0) -> None:
        self.mark = mark = mark or leftovers.new_mark()
        self.passing = folder is None
        self.user = unprivileged.user()
        self.folder = unprivileged.folder_for(folder, self.user) if folder else _passing_folder(mark, self.user)
        self.movable = not port
        self.port = port or free_port()
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where one connects."""
        raise NotImplementedError

    def _environment(self) -> dict[str, str]:
        return helper_environment(self.mark) | {"LC_ALL": "C", "TZ": "UTC"}

    # running

    @contextlib.contextmanager
    def _beginning(self) -> Iterator[None]:
        """Leave nothing behind when what is done inside raises StoreError."""
        try:
            yield
        except StoreError:
            OwnServer.close(self)  # what subclasses close is not made yet
            raise

    def start(self) -> None:
        """Start it and wait until it answers; raises its `error` when it doesn't."""
        raise NotImplementedError

    def _start_on_a_free_port(self) -> None:
        """Start it; where somebody has meanwhile taken the port that was found free, on another one."""
        for moves in reversed(range(MOVES)):
            try:
                self.start()
                break
            except self.error:
                if not (moves and self.movable) or not is_taken(self.port):
                    raise
                self.port = free_port()

    def _run(self, command: list[str], settings: str = "") -> None:
        """Run the server's program, with `settings` on its standard input where there are any."""
        with self.log.open("ab") as log:
            self.process = _lasting(
                lambda: subprocess.Popen(
                    command,
                    cwd=self.folder,
                    env=self._environment(),
                    stdin=subprocess.PIPE if settings else subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=ending_with_parent(self.ending) if self.passing and sys.platform == "linux" else None,
                    **self.user,
                )
            )
        if self.passing and sys.platform == "linux":
            # a question can be made to need any amount of memory; one that does fails, and nobody else
            with contextlib.suppress(psutil.Error, OSError):
                psutil.Process(self.process.pid).rlimit(psutil.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        with contextlib.suppress(psutil.Error):  # it may have ended
            self.first = psutil.Process(self.process.pid)
        leftovers.note(self.process.pid, self.mark)
        if self.process.stdin:
            with contextlib.suppress(BrokenPipeError), self.process.stdin as lines:  # it has ended: its log says why
                lines.write(settings.encode())

    def _wait(self) -> None:
        """Wait until it answers; raises its `error` when it doesn't."""
        assert self.process
        process, problem = self.process, ""

        def decided() -> bool:
            nonlocal problem
            problem = self._problem()
            return not problem or process.poll() is not None

        until(decided, STARTING_SECONDS)
        if problem:
            said = self.log.read_text(errors="replace").splitlines()[-LINES:]
            raise self.error("\n".join([f"{self.name} did not start:", *said, problem]))

    def _problem(self) -> str:
        """Why it doesn't answer; empty when it does."""
        raise NotImplementedError

    def _signal_first(self, number: int) -> None:
        """Send a signal to its first process alone."""
        assert self.process
        with contextlib.suppress(OSError):
            self.process.send_signal(number)

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        assert self.process
        process = self.process  # somebody may start it again meanwhile
        kill_tree(process.pid)
        process.wait()
        leftovers.forget(process.pid)

    def stop(self) -> None:
        """Shut it down in order; one that is frozen goes on first."""
        self.thaw()
        self._ask_to_stop()
        self._wait_for_end(STOPPING_SECONDS)

    def _ask_to_stop(self) -> None:
        self._signal_first(signal.SIGTERM)

    def _stop_at_once(self) -> None:
        self.thaw()
        self._signal_first(self.ending)
        self._wait_for_end(AT_ONCE_SECONDS)

    def _wait_for_end(self, seconds: float) -> None:
        """Wait until its first process has ended; after so many seconds all of it is killed."""
        assert self.process
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        leftovers.forget(self.process.pid)

    def ended(self) -> str:
        """That its first process has ended, in words; empty when it still runs after a moment's waiting."""
        assert self.process
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(ENDING_SECONDS)
            return "has ended"
        return ""

    def close(self) -> None:
        """End it; a temporary one takes its data along."""
        if self.process and self.process.poll() is None:
            if self.passing:
                self._stop_at_once()
            else:
                self.stop()
        if self.passing:
            shutil.rmtree(self.folder, ignore_errors=True)


def _lasting(begin: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """The process that `begin` starts, from a thread that lives as long as it does.

    Who asks Linux to be told when its parent ends is told when the thread ends that has started it.
    """
    begun: Future[subprocess.Popen[bytes]] = Future()

    def own() -> None:
        try:
            process = begin()
        except Exception as error:
            begun.set_exception(error)
            return
        begun.set_result(process)
        process.wait()

    threading.Thread(target=own, daemon=True).start()
    return begun.result()


def _passing_folder(mark: str, user: dict[str, Any]) -> Path:
    """A new folder for passing data: in memory where there is room, which is many times as fast as a busy disk.

    Where some memory is kept for that (a file system of its own, of limited size) it is there.
    """
    if Path(STORES).is_mount():
        return Path(leftovers.temporary_folder(mark, STORES))
    memory = Path(leftovers.MEMORY)
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return Path(leftovers.temporary_folder(mark, str(memory)))
    usual = unprivileged.folder_for(Path(tempfile.gettempdir(), "x"), user).parent
    return Path(leftovers.temporary_folder(mark, str(usual)))


def remove_passing(mark: str) -> None:
    """Delete the passing data that servers of the run `mark` have left in memory; none of them may run any more."""
    for place in (STORES, leftovers.MEMORY):
        for folder in Path(place).glob(f"workshop-{mark}-*"):
            remove(folder)

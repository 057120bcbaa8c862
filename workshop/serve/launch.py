"""What is said when a service is to be started, and what can come back: plain data, sent as one line of JSON."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import msgspec

THREADS = 4


class Launch(msgspec.Struct, frozen=True):
    """How to start a service: a gunicorn target in a folder, with an environment of its own.

    `port` 0 lets the system choose; `log` is the file that takes what the service prints, None for this terminal's;
    `bytecode` is a folder that keeps compiled files from start to start, None for none. With a `job` (a module and its
    arguments, as after `python -m`) that is run instead, to its end; `compiles` has the folder's files compiled into
    `own` instead, and none of them run. With `access` each request is a line in the log.
    Where it is contained, `own` is the folder in which it may write, and `reads` are those that it may read besides
    its own files.
    """

    folder: str
    app: str
    env: dict[str, str]
    log: str | None
    port: int = 0
    workers: int = 1
    threads: int = THREADS
    host: str = "127.0.0.1"
    bytecode: str | None = None
    job: tuple[str, ...] = ()
    access: bool = False
    own: str | None = None
    reads: tuple[str, ...] = ()
    compiles: bool = False


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The service answers on this port; `pid` is its first process."""

    port: int
    pid: int


class Bound(msgspec.Struct, frozen=True, tag="bound"):
    """The service will answer on this port; said before any of its code has run, and believed for good."""

    port: int
    pid: int


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The service did not start; `problem` is one sentence, `where` the lines that show it."""

    problem: str
    where: str = ""


class Left(msgspec.Struct, frozen=True, tag="left"):
    """The service's first process ended, by a limit if `why` says so; it left these processes (command lines)."""

    code: int
    processes: tuple[str, ...] = ()
    why: str = ""


Report = Ready | Bound | Failed | Left


class StartError(Exception):
    """A service that did not start: one sentence, and the lines of the learner's files that show it.

    `hung` tells a start that used up its time from one that failed at once.
    """

    def __init__(self, problem: str, where: str = "", hung: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.hung = hung


def command_line(words: Sequence[str]) -> str:
    """A command as it is shown: its program without the folder, and its arguments."""
    program, *arguments = words
    return " ".join([Path(program).name, *arguments])


def job_line(job: Sequence[str]) -> str:
    """The command that runs a job, as it is shown: files elsewhere by their name alone."""
    return shlex.join(["python", "-m", *(Path(word).name if Path(word).is_absolute() else word for word in job)])


def encode(message: Launch | Report) -> bytes:
    """One line of JSON."""
    return msgspec.json.encode(message) + b"\n"


def decode_launch(line: bytes) -> Launch:
    return msgspec.json.decode(line, type=Launch)


def decode_report(line: bytes) -> Report:
    report: Report = msgspec.json.decode(line, type=Report)
    return report

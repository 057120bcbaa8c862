"""What every way of starting a service has in common: start it, know its port, stop it and all it left behind."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Protocol

import psutil

from workshop.serve import family
from workshop.serve.launch import Launch, StartError, job_line

START_SECONDS = 6.0
JOB_SECONDS = 10.0
ENDING_SECONDS = 0.5
PRIVATE = "WORKSHOP_"
MARK = "WORKSHOP_RUN"
LOOPBACK = "127.0.0.1,localhost"


class Running(Protocol):
    """A service that answers on `port`; its first process is `pid`."""

    port: int
    pid: int

    def ended(self) -> str:
        """How its first process has ended, in words; empty when it still runs after a moment's waiting."""

    def stop(self) -> tuple[str, ...]:
        """End it at once; gives the command lines of processes that it had left behind."""


class Starter(Protocol):
    """A way of starting services."""

    def start(self, launch: Launch, seconds: float = START_SECONDS) -> Running:
        """Start a service and wait until it answers; raises StartError when it doesn't within `seconds`."""

    def run(self, launch: Launch, seconds: float = JOB_SECONDS) -> None:
        """Run the job of `launch` to its end; raises StartError when it fails or doesn't end within `seconds`."""


def ending(code: int, when: str = "", why: str = "") -> str:
    """What to say of a service whose process ended with this exit code, for that reason if it is known."""
    if why:
        return f"your service was ended{when}: {why}"
    if code < 0:
        return f"your service was killed by signal {-code}{when}"
    return f"your service ended{when} with exit code {code}"


def job_ended(launch: Launch, code: int | None) -> None:
    """Raise StartError where a job ended with another exit code than 0, or not in time (None)."""
    command = job_line(launch.job)
    if code is None:
        raise StartError(f"`{command}` did not end: does it loop, or wait for something?", hung=True)
    if code:
        raise StartError(f"`{command}` failed with exit code {code}")


def can_fork() -> bool:
    """Whether forking a process that has loaded frameworks is safe here (WORKSHOP_FORK=0 says no)."""
    return sys.platform == "linux" and os.environ.get("WORKSHOP_FORK", "1") != "0"


def base_environment() -> dict[str, str]:
    """The environment that every service gets: this one's, less the workshop's own and Python's switches.

    The mark of the run stays, and a proxy is not to come between services of this machine.
    """
    private = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTEST_", "FLASK_", "GUNICORN_", PRIVATE)
    own = {name: value for name, value in os.environ.items() if name == MARK or not name.startswith(private)}
    return own | dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(filter(None, (own.get("NO_PROXY"), LOOPBACK))))


def helper_environment(mark: str = "") -> dict[str, str]:
    """The environment of the workshop's own helper processes: bytecode is kept, which saves seconds a start.

    `mark` is the run's, by which `leftovers` finds what it leaves behind.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONUNBUFFERED": "1"} | ({MARK: mark} if mark else {})


def kill_tree(pid: int) -> None:
    """Kill a process and everything below it; what has gone already is no error."""
    with contextlib.suppress(psutil.Error):
        family.kill(psutil.Process(pid))

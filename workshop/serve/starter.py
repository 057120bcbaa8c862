"""What every way of starting a service has in common: start it, know its port, stop it and all it left behind."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Protocol

import psutil

from workshop.serve.launch import Launch

START_SECONDS = 6.0
PRIVATE = "WORKSHOP_"


class Running(Protocol):
    """A service that answers on `port`."""

    port: int

    def alive(self) -> bool:
        """Whether its first process still runs."""

    def stop(self) -> tuple[str, ...]:
        """End it at once; gives the command lines of processes that it had left behind."""


class Starter(Protocol):
    """A way of starting services."""

    def start(self, launch: Launch, seconds: float = START_SECONDS) -> Running:
        """Start a service and wait until it answers; raises StartError when it doesn't within `seconds`."""


def can_fork() -> bool:
    """Whether forking a process that has loaded frameworks is safe here (WORKSHOP_FORK=0 says no)."""
    return sys.platform == "linux" and os.environ.get("WORKSHOP_FORK", "1") != "0"


def base_environment() -> dict[str, str]:
    """The environment that every service gets: this one's, less the workshop's own and Python's switches."""
    private = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTEST_", "FLASK_", "GUNICORN_", PRIVATE)
    return {name: value for name, value in os.environ.items() if not name.startswith(private)}


def helper_environment() -> dict[str, str]:
    """The environment of the workshop's own helper processes: bytecode is kept, which saves seconds a start."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONUNBUFFERED": "1"}


def kill_tree(pid: int) -> None:
    """Kill a process and everything below it; what has gone already is no error."""
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        family = [*process.children(recursive=True), process]
        for member in family:
            with contextlib.suppress(psutil.Error):
                member.kill()
        psutil.wait_procs(family, timeout=2)

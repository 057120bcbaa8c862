"""The parts of a running stack, services and servers of stores alike: what can be done to each."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Protocol

import psutil

from workshop.serve import family
from workshop.serve.launch import Launch
from workshop.serve.starter import Running, Starter
from workshop.serve.waiting import until

STOPPING_SECONDS = 5.0


class Part(Protocol):
    """A program that runs as one or more processes; an `OwnServer` is one."""

    @property
    def name(self) -> str: ...

    @property
    def log(self) -> Path:
        """The file that takes what it prints."""

    def start(self) -> None:
        """Start it and wait until it answers; raises StartError or StoreError."""

    def state(self) -> family.State:
        """How its first process is."""

    def ended(self) -> str:
        """How its first process has ended, in words; empty when it still runs after a moment's waiting."""

    def kill(self) -> None:
        """End every process of it at once."""

    def freeze(self) -> None:
        """Stop every process of it where it stands."""

    def thaw(self) -> None:
        """Let them go on."""

    def stop(self) -> None:
        """Have it end in order, and wait for that."""

    def close(self) -> None:
        """End it for good, with all that belongs to it."""


class RunningService(family.Family):
    """The processes of a service, begun as `launch` says."""

    def __init__(self, name: str, launch: Launch, log: Path, starter: Starter) -> None:
        self.name = name
        self.launch = launch
        self.log = log
        self.starter = starter
        self.running: Running | None = None

    def start(self) -> None:
        """Start it, and wait until it answers; raises StartError."""
        self.close()
        self.running = self.starter.start(self.launch)
        with contextlib.suppress(psutil.Error):  # it may have ended
            self.first = psutil.Process(self.running.pid)

    def ended(self) -> str:
        assert self.running
        return self.running.ended().removeprefix("your service ")  # it may be the solution

    def kill(self) -> None:
        if self.first:
            family.kill(self.first)

    def stop(self) -> None:
        """Ask it to end what it has begun, and then itself; what doesn't within some seconds is killed."""
        self.thaw()
        if self.first:
            with contextlib.suppress(psutil.Error):
                self.first.terminate()
            until(lambda: self.state() == "away", STOPPING_SECONDS)
        self.kill()

    def close(self) -> None:
        if self.running:
            self.running.stop()

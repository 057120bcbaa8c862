"""The console's side of the switchboard: start it, ask it, end it."""

from __future__ import annotations

import contextlib
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from io import BufferedRWPair

import msgspec

from workshop.catalog import ROOT
from workshop.demo.wire.counts import EdgeFigures
from workshop.demo.wire.plan import LINGERING, Plan, Tap
from workshop.doctor.ports import who
from workshop.serve import leftovers
from workshop.serve.ports import is_taken
from workshop.serve.starter import helper_environment
from workshop.serve.waiting import until

HOST = "127.0.0.1"
ANSWERING_SECONDS = 5.0
STARTING_SECONDS = 15.0
ENDING_SECONDS = 2.0


class WireError(Exception):
    """The switchboard does not start, or does not do as it is told; the message is for the person at the terminal."""


class _Started(msgspec.Struct):
    """What it says when it has started."""

    control: int = 0
    ports: list[int] = []
    problem: str = ""
    port: int = 0


class _Said(msgspec.Struct):
    """What it says to an order."""

    edges: list[EdgeFigures] = []
    problem: str = ""


class Line:
    """The line to a switchboard that runs. Threads may share it; where it is broken, the next order mends it."""

    def __init__(self, control: int, token: str, host: str = HOST) -> None:
        self.address = host, control
        self.token = token
        self.lock = threading.RLock()
        self.stream: BufferedRWPair | None = None

    def wait(self, seconds: float) -> None:
        """Wait until it answers; raises WireError when it doesn't within so many seconds."""
        problem = ""

        def answers() -> bool:
            nonlocal problem
            try:
                self.figures()
            except WireError as error:
                problem = str(error)
                return False
            return True

        if not until(answers, seconds):
            raise WireError(problem)

    def figures(self) -> list[EdgeFigures]:
        """What happened on each edge, in the order of the plan, since somebody asked before. Raises WireError."""
        return self._order({"do": "figures"}).edges

    def slow(self, target: str, seconds: float) -> None:
        """Hold back each reply of `target` for so long; 0 lets go at once, of what is held too. Raises WireError."""
        self._order({"do": "slow", "target": target, "seconds": seconds})

    def retarget(self, target: str, host: str, port: int) -> None:
        """Lead all edges into `target` elsewhere; what is under way still comes from where it was. Raises WireError."""
        self._order({"do": "retarget", "target": target, "to": [host, port]})

    def close(self) -> None:
        """Let go of it; what is at its other end goes on."""
        self.hang_up()

    def hang_up(self) -> None:
        """Close the line; the next order opens it again."""
        with self.lock, contextlib.suppress(OSError):
            stream, self.stream = self.stream, None
            if stream:
                stream.close()

    def _order(self, order: dict[str, object]) -> _Said:
        with self.lock:
            try:
                said = self._answer(order)
            except (OSError, msgspec.MsgspecError) as error:
                self.hang_up()
                raise WireError(f"The switchboard does not answer: {error}") from None
        if said.problem:
            raise WireError(said.problem)
        return said

    def _answer(self, order: dict[str, object]) -> _Said:
        if self.stream is None:
            with socket.create_connection(self.address, ANSWERING_SECONDS) as connection:
                self.stream = connection.makefile("rwb")
            self.stream.write(f"{self.token}\n".encode())
        self.stream.write(msgspec.json.encode(order) + b"\n")
        self.stream.flush()
        line = self.stream.readline()
        if not line:
            raise ConnectionError("it has hung up")
        return msgspec.json.decode(line, type=_Said)


class Wire(Line):
    """A switchboard of our own: a process that ends when it is closed, or when this process is gone.

    `ports` are where it listens for each tap, in their order.
    """

    def __init__(self, process: subprocess.Popen[bytes], plan: Plan) -> None:
        super().__init__(0, plan.token, plan.host)
        self.process = process
        try:
            started = self._started(plan)
        except BaseException:
            self.close()
            raise
        self.ports = started.ports
        self.address = plan.host, started.control

    def _started(self, plan: Plan) -> _Started:
        assert self.process.stdin
        assert self.process.stdout
        too_late = threading.Timer(STARTING_SECONDS, self.process.kill)
        too_late.start()
        with contextlib.suppress(OSError):  # it has ended: what it says, or doesn't, is seen below
            self.process.stdin.write(plan.encode())
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        too_late.cancel()
        if not line:
            raise WireError("The switchboard has ended while it was starting.")
        started = msgspec.json.decode(line, type=_Started)
        if started.port and is_taken(started.port):
            users = [tap.target for tap in plan.edges if tap.listen == started.port]
            raise WireError(f"port {started.port}, for {users[0]}, is taken by {who(started.port)}")
        if started.problem:
            raise WireError(started.problem)
        return started

    def close(self) -> None:
        """End it; whoever is connected is cut off."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        leftovers.forget(self.process.pid)
        self.hang_up()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start(taps: Sequence[Tap], mark: str = "", host: str = HOST, lingering: float = LINGERING) -> Wire:
    """Start a switchboard for these taps, as a process of the run `mark`; raises WireError where it doesn't start.

    PlanError says that the taps don't go together. `lingering` is as in `Plan`.
    """
    plan = Plan(secrets.token_hex(16), tuple(taps), host=host, lingering=lingering)
    process = subprocess.Popen(
        [sys.executable, "-m", "workshop.demo.wire.switchboard"],
        cwd=ROOT,
        env=helper_environment(mark),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    leftovers.note(process.pid, mark)
    return Wire(process, plan)

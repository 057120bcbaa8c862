"""A container under examination: spoken to over HTTP, looked into, stopped, and removed with the check."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass
from typing import Any

from workshop.harness import http
from workshop.harness.caller import Caller
from workshop.harness.docker.beside import Beside
from workshop.harness.docker.cli import Done, EngineError, docker, run
from workshop.harness.docker.slow import Slow
from workshop.harness.expected import readable
from workshop.harness.http import NoAnswer
from workshop.harness.log import ANSI, own_frames
from workshop.harness.record import Conversation
from workshop.harness.service import NotStarted
from workshop.serve.waiting import until

LINES = 12
LOOK_SECONDS = 0.5  # between two looks at whether it still runs
EXEC_SECONDS = 30.0
KILLED = 137


@dataclass(frozen=True, slots=True)
class Stopped:
    """How a container has ended: after how many seconds, with which exit code (137: it was killed)."""

    seconds: float
    code: int


class Stopping:
    """A container that has been asked to stop."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.began = time.monotonic()

    def noticed(self, seconds: float = 3.0) -> bool:
        """Wait until it takes no new requests; False where it still does after so many seconds."""
        return until(lambda: not self.container.answers("/health", 1.0), seconds)

    def wait(self, seconds: float = 10.0) -> Stopped:
        """Wait until it has ended; it is killed once so many seconds have passed since it was asked."""
        left = max(0.1, self.began + seconds - time.monotonic())
        with contextlib.suppress(EngineError):
            docker("wait", self.container.id, seconds=left)
        took = time.monotonic() - self.began
        if self.container.state["Running"]:
            run("kill", self.container.id)
            docker("wait", self.container.id)
        return Stopped(round(took, 2), int(self.container.state["ExitCode"]))


class Container(Caller):
    """A container of the image of one service."""

    def __init__(
        self, service: str, identity: str, port: int, database: Beside | None, conversation: Conversation
    ) -> None:
        super().__init__(service, conversation)
        self.id = identity
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self.made_for = database
        self.slow: list[Slow] = []

    @property
    def database(self) -> Beside:
        """Its database; see `Image.run`."""
        assert self.made_for is not None, "run(database=True) gives it one"
        return self.made_for

    # over HTTP

    def _need_base(self) -> str:
        return self.base

    def _why(self, none: NoAnswer) -> str:
        state = self.state
        ended = "" if state["Running"] else f"\nyour container has ended with exit code {state['ExitCode']}"
        return f"{none}{ended}"

    def answers(self, path: str, seconds: float) -> int | None:
        """The status of GET `path`, not noted among the requests of the check; None where no answer comes."""
        try:
            return http.send(self.base, http.build("GET", path), seconds).status
        except NoAnswer:
            return None

    def wait_ready(self, path: str = "/health", seconds: float = 15.0) -> Container:
        """Wait until GET `path` is answered 200; raises NotStarted where it isn't within `seconds`, or it has ended."""
        looked = time.monotonic()
        running = True

        def decided() -> bool:
            nonlocal looked, running
            if self.answers(path, 2.0) == 200:
                return True
            if time.monotonic() - looked > LOOK_SECONDS:
                looked, running = time.monotonic(), bool(self.state["Running"])
            return not running

        if until(decided, seconds) and running:
            return self
        state = self.state
        how = "it runs" if state["Running"] else f"it has ended with exit code {state['ExitCode']}"
        status = self.answers(path, 2.0)
        came = f"GET {path} is answered {http.status_line(status)}" if status else "nothing answers"
        raise NotStarted(
            f"your container to answer GET {path} with 200 within {seconds:g} seconds",
            "\n".join(filter(None, (f"{came}, and {how}", state.get("Error", ""), self.tail))),
        )

    def send_slowly(self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None) -> Slow:
        """Send the head and half of the body of a request, and leave the rest for later; raises Unmet."""
        request = self._build(method, path, {"body": body, "headers": headers, "content_type": "application/json"})
        self.slow.append(Slow(self.base, request, self._asked(request)))
        return self.slow[-1]

    # its life

    def stop(self, seconds: int = 10) -> Stopped:
        """`docker stop`: it is asked to, and killed when it hasn't ended within `seconds`."""
        began = time.monotonic()
        docker("stop", f"--time={seconds}", self.id, seconds=seconds + 30)
        return Stopped(round(time.monotonic() - began, 2), int(self.state["ExitCode"]))

    def stopping(self) -> Stopping:
        """Ask it to stop, with its stop signal, and don't wait."""
        signal = self._inspected["Config"].get("StopSignal") or "SIGTERM"
        asked = Stopping(self)
        docker("kill", f"--signal={signal}", self.id)
        return asked

    def kill(self) -> None:
        """End it at once."""
        docker("kill", self.id)

    def restart(self) -> Container:
        """Start it again, stopped or not."""
        docker("restart", "--time=10", self.id)
        return self

    # what there is to see

    @property
    def _inspected(self) -> dict[str, Any]:
        (found,) = json.loads(docker("inspect", self.id))
        return dict(found)

    @property
    def state(self) -> dict[str, Any]:
        """Docker's State: Status, Running, ExitCode, Health, …"""
        state: dict[str, Any] = self._inspected["State"]
        return state

    @property
    def health(self) -> str:
        """Docker's own word for it: healthy, unhealthy, starting; empty where the image has no HEALTHCHECK."""
        return str((self.state.get("Health") or {}).get("Status", ""))

    def wait_healthy(self, seconds: float = 30.0) -> bool:
        """Wait until Docker says it is healthy; False where it doesn't within `seconds`."""
        return until(lambda: self.health == "healthy", seconds)

    def execute(self, *command: str, user: str = "") -> Done:
        """Run a command in it; what came of that, whatever it was."""
        return run("exec", *(("--user", user) if user else ()), self.id, *command, seconds=EXEC_SECONDS)

    def exec(self, *command: str, user: str = "") -> str:
        """What a command prints that is run in it; raises EngineError where it fails."""
        done = self.execute(*command, user=user)
        if done.code:
            raise EngineError(f"`docker exec … {' '.join(command)}` failed: {done.said}")
        return done.out.strip()

    @property
    def logs(self) -> str:
        """All it has printed."""
        done = run("logs", self.id)
        return done.out + done.err

    @property
    def logged(self) -> list[str]:
        """The lines it has printed."""
        return self.logs.splitlines()

    @property
    def tail(self) -> str:
        """The last lines it has printed, as a learner reads them best."""
        lines = own_frames(readable(ANSI.sub("", self.logs)).splitlines())
        return "\n".join([line[:300] for line in lines if line.strip()][-LINES:])

    @property
    def processes(self) -> list[str]:
        """The command lines of its processes."""
        return docker("top", self.id, "-eo", "pid,args").splitlines()[1:]

    def close(self) -> None:
        """Remove it, and its PostgreSQL where that is its own; requests still under way end."""
        for each in self.slow:
            each.connection.close()
        run("rm", "--force", "--volumes", self.id)
        if self.made_for:
            self.made_for.server.close()

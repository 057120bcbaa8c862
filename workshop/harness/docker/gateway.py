"""A gateway under examination: nginx with the learner's configuration, between a check and the rooms."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workshop.harness.caller import Caller
from workshop.harness.docker import published
from workshop.harness.docker.cli import Done, docker, run
from workshop.harness.docker.container import Stopped
from workshop.harness.docker.engine import Engine
from workshop.harness.docker.mounted import Mount, copied
from workshop.harness.docker.neighbour import Neighbour
from workshop.harness.docker.ownership import options
from workshop.harness.docker.rooms import Room, Street
from workshop.harness.expected import readable
from workshop.harness.http import NoAnswer
from workshop.harness.log import ANSI, last
from workshop.harness.record import Conversation
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted
from workshop.serve.waiting import until

IMAGE = "nginx:1.28"
NAME, PORT = "gateway", 8080
CONFIGURATION = "/etc/nginx/nginx.conf"
LOCKED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--user=10001:10001")
WRITABLE = ("--tmpfs=/tmp", "--tmpfs=/run:mode=1777", "--tmpfs=/var/cache/nginx:mode=1777")
STARTING_SECONDS = 20.0
PEEK_SECONDS = 0.05  # in which a proxy of the engine closes a connection that nobody takes
LOG_SECONDS = 5.0
ERROR = re.compile(r"\[(warn|error|crit|alert|emerg)\]")
ERRORS, OTHERS = 3, 2  # lines of its log that are shown


@dataclass(frozen=True, slots=True)
class Tested:
    """What `nginx -t` came to: its exit code and what it said."""

    code: int
    said: str


class Gateway(Caller):
    """nginx with the configuration at `path` of the lesson's folder; it is started with the first request.

    It gets what compose.yml mounts into the service `gateway`, read-only.
    """

    def __init__(self, engine: Engine, path: str, conversation: Conversation) -> None:
        super().__init__(NAME, conversation)
        self.engine = engine
        self.path = Path(path)
        self.street: Street = engine.street
        self.id = ""
        self.base = ""

    @property
    def rooms(self) -> dict[str, Room]:
        """The stand-ins for movies, users, books and authors, by name."""
        return self.street.rooms

    @cached_property
    def neighbour(self) -> Neighbour:
        """Who asks the gateway from a container of its network, and so from another address than the check itself."""
        self._need_base()
        return Neighbour(self.rooms["movies"].standing[0], NAME, PORT, self.conversation)

    # starting and stopping

    def start(self) -> Gateway:
        """Start it, unless it runs; raises NotStarted with what nginx said."""
        if self.base:
            return self
        try:
            self.id, port = published.start(PORT, "--network-alias", NAME, *self._options, IMAGE)
        except published.Refused as error:
            raise NotStarted("the gateway to start", str(error)) from None
        looked = time.monotonic()

        def decided() -> bool:
            nonlocal looked
            if self._reached() and _listens(port):
                return True
            if time.monotonic() - looked < 0.5:
                return False
            looked = time.monotonic()
            return not self.running

        if not until(decided, STARTING_SECONDS) or not self.running:
            how = f"it listens nowhere on port {PORT}" if self.running else "nginx has ended"
            raise NotStarted("the gateway to start", "\n".join(filter(None, (how, self.log(), self._given()))))
        self.base = f"http://127.0.0.1:{port}"
        return self

    @cached_property
    def _options(self) -> list[str]:
        """What it is started with, whatever it is to do."""
        source = Path(self.engine.folder, self.path)
        if not source.is_file():
            raise Unmet(f"a configuration of nginx in {self.path.as_posix()}", "no such file")
        mounts = [mount.option for mount in self._mounts]
        return [*options(self.engine.owner.passing), "--network", self.street.network, *LOCKED, *WRITABLE, *mounts]

    @property
    def _mounts(self) -> list[Mount]:
        """The files it gets, copied once a run."""
        folder, name = self.engine.folder, "-".join(self.path.parts)
        main, to = (folder / self.path, CONFIGURATION), self.engine.scratch / f"mounted-{name}"
        return self.engine.once(f"mounts-{name}", list[Mount], lambda: copied(folder, NAME, main, to))

    def _given(self) -> str:
        """Which files it got, where nginx misses one."""
        if not any("No such file" in line for line in self.logged):
            return ""
        files = ", ".join(map(str, self._mounts))
        return f"this check gives nginx what your compose.yml mounts into {NAME}: {files}"

    def _reached(self) -> bool:
        """Whether it listens, as a room on its network finds; the engine's proxy of a published port always does."""
        order = {"host": NAME, "port": PORT}
        near = [room.standing[0] for room in self.rooms.values() if not room.away]
        return not near or bool(near[0].control("POST", "/reach", order)["reached"])

    @property
    def running(self) -> bool:
        return docker("inspect", "--format", "{{.State.Running}}", self.id) == "true"

    def stop(self, seconds: int = 10) -> Stopped:
        """Stop it, with the signal of its image; see `Container.stop`."""
        began = time.monotonic()
        docker("stop", f"--time={seconds}", self.id, seconds=seconds + 30)
        self.base = ""
        return Stopped(
            round(time.monotonic() - began, 2), int(docker("inspect", "--format", "{{.State.ExitCode}}", self.id))
        )

    def execute(self, *command: str) -> Done:
        """Run a command in it; what came of that, whatever it was."""
        self._need_base()
        return run("exec", self.id, *command)

    @cached_property
    def tested(self) -> Tested:
        """What `nginx -t` says on its network."""
        done = run("run", "--rm", *self._options, IMAGE, "nginx", "-t", seconds=published.SECONDS)
        return Tested(done.code, done.said)

    # what it said

    @property
    def logged(self) -> list[str]:
        """The lines that it has printed: its access log, its errors, and what the image's own start said."""
        if not self.id:
            return []
        done = run("logs", self.id)
        return (done.out + done.err).splitlines()

    def wait_for_log(
        self, condition: Callable[[list[str]], object], because: str = "", seconds: float = LOG_SECONDS
    ) -> list[str]:
        """Wait until `condition` holds of the lines that it has printed, and give those; raises Unmet."""
        if until(lambda: condition(self.logged), seconds):
            return self.logged
        raise Unmet(f"the log to say so within {seconds:g} seconds", last(self.logged, ""), because)

    def log(self) -> str:
        """The last errors and other lines that it has printed, less those of the image's own start."""
        lines = [line for line in readable(ANSI.sub("", "\n".join(self.logged))).splitlines() if line.strip()]
        lines = [line[:300] for line in lines if not line.startswith("/docker-entrypoint")]
        errors = [number for number, line in enumerate(lines) if ERROR.search(line)][-ERRORS:]
        others = [number for number in range(len(lines)) if number not in errors][-OTHERS:]
        return "\n".join(lines[number] for number in sorted([*errors, *others]))

    def _need_base(self) -> str:
        return self.start().base

    def _why(self, none: NoAnswer) -> str:
        return str(none) if self.running else f"{none}\nnginx has ended"

    def close(self) -> None:
        """Remove it, and have the rooms as in the beginning."""
        if self.id:
            run("rm", "--force", "--volumes", self.id)
        self.street.reset()


def _listens(port: int) -> bool:
    """Whether somebody takes connections behind a published port.

    The engine's own proxy takes every connection, and closes it where it finds nobody. Nothing is sent, so that there
    is nothing to count or to log.
    """
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.settimeout(PEEK_SECONDS)
            return connection.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False

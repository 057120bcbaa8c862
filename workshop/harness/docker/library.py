"""A whole stack under examination, brought up by Compose once a run, for one check at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from workshop.harness import http
from workshop.harness.caller import Caller
from workshop.harness.docker.cli import Done, EngineError, docker, run
from workshop.harness.docker.crash import crash
from workshop.harness.docker.engine import Engine
from workshop.harness.docker.stack import (
    GATEWAY,
    Seen,
    Stack,
    bring_up,
    containers,
    in_stack,
    in_words,
    last_lines,
    nameless,
    slowly,
    start,
)
from workshop.harness.record import Conversation
from workshop.harness.reply import Reply, Unmet
from workshop.serve.waiting import until


class Library(Caller):
    """The stack, as a check sees it: its requests go through the gateway."""

    def __init__(self, engine: Engine, conversation: Conversation) -> None:
        super().__init__(GATEWAY, conversation)
        self.engine = engine
        self.stack = engine.once("library", Stack, lambda: bring_up(engine))
        self.worn = engine.scratch / "docker-library-worn"
        if not self.stack.problem and self.worn.exists():
            self.worn.unlink()
            if problem := start(self.stack):
                self.changed()
                raise Unmet("the library to be as before after an earlier check", problem)
        if self.stack.problem:
            raise Unmet("the whole library to come up", self.stack.problem)

    @property
    def url(self) -> str:
        """Where its gateway is."""
        return f"http://127.0.0.1:{self.stack.port}"

    def _need_base(self) -> str:
        return self.url

    # what there is to see

    def ps(self) -> dict[str, Seen]:
        """The containers by their service's name, ended ones too; of several the first."""
        return dict(reversed(containers(self.stack.project)))

    def replicas(self, service: str) -> list[Seen]:
        """All containers of a service."""
        return [each for name, each in containers(self.stack.project) if name == service]

    def inspect(self, service: str) -> dict[str, Any]:
        """What `docker inspect` says of the container of a service."""
        (found,) = json.loads(docker("inspect", self._id(service)))
        return dict(found)

    def logs(self, service: str) -> str:
        """All that the containers of a service have printed."""
        done = in_stack(self.stack, "logs", "--no-color", "--no-log-prefix", service)
        return done.out + done.err

    def execute(self, service: str, *command: str) -> Done:
        """Run a command in the container of a service; what came of that, whatever it was."""
        return run("exec", self._id(service), *command)

    def exec(self, service: str, *command: str) -> str:
        """What a command prints that is run in the container of a service; raises EngineError where it fails."""
        done = self.execute(service, *command)
        if done.code:
            raise EngineError(f"`docker exec {service} {' '.join(command)}` failed: {done.said}")
        return done.out.strip()

    def _id(self, service: str) -> str:
        seen = self.ps().get(service)
        if seen is None:
            raise Unmet(f"a container of {service}", f"only those of {', '.join(self.ps())}")
        return seen.id

    # what a check does to it

    def changed(self) -> None:
        """Have it brought up again, where need be, before the next check."""
        self.worn.touch()

    def kill(self, service: str) -> None:
        """End the first process of a service's container as a crash does, so that a restart policy works."""
        self.changed()
        crash(self._id(service), self.engine.owner.passing)

    def stop(self, *services: str) -> None:
        """`docker compose stop`."""
        self._do("stop", *services)

    def start(self, *services: str) -> None:
        """`docker compose start`."""
        self._do("start", *services)

    def restart_all(self) -> None:
        """`docker compose restart`: every container ends and starts again."""
        self._do("restart")

    def scale(self, **numbers: int) -> None:
        """Have so many containers of a service: `scale(movies=3)`; they may not answer yet."""
        scales = [word for name, number in numbers.items() for word in ("--scale", f"{name}={number}")]
        self._do("up", "--detach", "--no-recreate", "--no-deps", *scales, *numbers)

    def down(self) -> None:
        """`docker compose down`: containers and networks are removed, the data stay.

        Volumes without a name would stay too, and nobody would ever find their data again: they are removed.
        """
        lost = nameless(self.stack.project)
        self._do("down")
        if lost:
            run("volume", "rm", "--force", *lost)

    def up(self) -> None:
        """Start what doesn't run, and wait until all are well; raises Unmet."""
        if problem := start(self.stack):
            raise Unmet("the library to come up again", problem)

    def _do(self, *arguments: str) -> None:
        self.changed()
        done = in_stack(self.stack, *arguments)
        if done.code:
            raise Unmet(f"`docker compose {' '.join(arguments)}` to work", last_lines(done.err or done.out))

    # waiting

    def wait_for(self, condition: Callable[[], object], what: str, because: str = "", seconds: float = 30.0) -> None:
        """Wait until `condition` holds, which `what` says in words; raises Unmet."""
        if not until(slowly(lambda: bool(condition())), seconds):
            states = ", ".join(f"{name} {in_words(each)}" for name, each in self.ps().items())
            raise Unmet(f"{what} within {seconds:g} seconds", states, because)

    def wait_ready(self, path: str, *statuses: int, because: str = "", seconds: float = 30.0, **options: Any) -> Reply:
        """Ask GET `path` until it is answered with one of `statuses` (200 unless given), and give that reply."""
        wanted = statuses or (200,)
        came: Reply | Unmet = Unmet("a reply", "none")

        def is_ready() -> bool:
            nonlocal came
            try:
                came = self.get(path, **options)
            except Unmet as unmet:
                came = unmet
            if isinstance(came, Reply) and came.status in wanted:
                return True
            if came.request:
                self.conversation.forget(came.request)
            return False

        ready = until(slowly(is_ready), seconds)
        if isinstance(came, Unmet):
            raise came.with_reason(because)
        if not ready:
            came.unmet(f"{' or '.join(map(http.status_line, wanted))} within {seconds:g} seconds", because)
        return came

    def log(self) -> str:
        """The last lines that its services have printed."""
        return "" if self.stack.problem else last_lines(in_stack(self.stack, "logs", "--no-color", "--tail=3").out)

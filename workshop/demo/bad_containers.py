"""Bad versions of services in containers, beside the good ones."""

from __future__ import annotations

from workshop.demo.rooms import name_of
from workshop.demo.system import ActionError
from workshop.demo.versions import PROBLEMS, PROGRAM
from workshop.harness.docker.cli import docker, run
from workshop.harness.docker.ownership import Owner, options
from workshop.harness.docker.stack import last_lines, seen, slowly
from workshop.harness.docker.starting import LOCKED
from workshop.serve.waiting import until
from workshop.stacks.members import Member

VERSION = "bad"  # NAME.bad is what the switchboard finds it by
SECONDS = 30.0
GUNICORN = ("gunicorn", "--worker-class=gthread", "--threads=4", "--no-control-socket")
HEALTH = ("--health-cmd=python healthy.py", "--health-interval=500ms", "--health-retries=60")


class BadContainers:
    """The containers of the bad versions that run, by the names of their services."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.containers: dict[str, str] = {}

    def start(self, member: Member, good: str, port: int) -> None:
        """Start a bad version on this port, in the room and of the image of the good one; it is healthy then.

        Raises ActionError, EngineError.
        """
        image = docker("inspect", "--format={{.Image}}", good)
        container = docker(
            *("run", "--detach", *options(self.owner.passing), *LOCKED, *HEALTH, "--restart=unless-stopped"),
            *(f"--network={self.owner.run}_{name_of(member.name)}", f"--network-alias={member.name}.{VERSION}"),
            *(f"--mount=type=bind,source={PROGRAM},target=/bad,readonly", f"--env=PORT={port}"),
            *(("--env=PROBLEMS=1",) if member.lesson.number >= PROBLEMS else ()),
            *(image, *GUNICORN, f"--bind=0.0.0.0:{port}", "--chdir=/bad", "app:create_app()"),
        )
        self.containers[member.name] = container
        if not until(slowly(lambda: seen([container])[container].health == "healthy"), SECONDS):
            said = run("logs", container)
            self.end(member.name)
            problem = last_lines(said.out + said.err)
            raise ActionError(f"The bad version of {member.name} did not start: {problem}")

    def end(self, name: str) -> None:
        """Remove it, if it runs. Raises EngineError."""
        if container := self.containers.pop(name, None):
            docker("rm", "--force", "--volumes", container)

"""What the checks of a run have made with Docker: images, a network, a PostgreSQL server; shared by all workers."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from workshop.catalog import Lesson
from workshop.harness import shared
from workshop.harness.docker import context
from workshop.harness.docker.beside import Postgres
from workshop.harness.docker.building import Built, build
from workshop.harness.docker.cli import EngineError, docker, run
from workshop.harness.docker.ownership import Owner, options
from workshop.harness.docker.rooms import Street
from workshop.harness.run import Run, Starters

T = TypeVar("T")


class Engine:
    """Docker for the checks of one run, in this process."""

    def __init__(self, given: Run, lesson: Lesson, mark: str, starters: Starters) -> None:
        self.given = given
        self.lesson = lesson
        self.starters = starters
        self.scratch = Path(given.scratch)
        self.folder = Path(given.folder)
        self.owner = Owner(given.owner or os.getpid(), mark or f"p{os.getpid()}", self.scratch.name)

    def once(self, name: str, kind: type[T], make: Callable[[], T]) -> T:
        """What `make` gives, made once a run."""
        return shared.once(self.scratch / f"docker-{name}", kind, make)

    @property
    def network(self) -> str:
        """The name of the network that containers of images are in."""
        return self.once("network", str, lambda: self.new_network(self.name("images")))

    def name(self, what: str) -> str:
        """A name for something of this run."""
        return f"workshop-{self.owner.mark}-{what}-{secrets.token_hex(3)}"

    def new_network(self, name: str) -> str:
        """Make a network of this name, which goes with the run."""
        docker("network", "create", *options(self.owner.passing), name)
        return name

    # images

    def built(self, service: str) -> Built:
        """The image of `service`, built once a run, and once for the same files as long as the checker is there."""
        return self.once(f"{service}.image", Built, lambda: self._build(service))

    def context(self, service: str) -> Path:
        """The folder that the image of `service` is built from."""
        return self.scratch / f"context-{service}"

    def _build(self, service: str) -> Built:
        folder = context.copied(self.folder, self.context(service))
        digest = context.digest(folder)
        bait = context.baited(folder, service, digest)
        tag = f"workshop-{self.owner.mark}-{service}:{digest[:16]}"
        if run("image", "inspect", "--format", "{{.Id}}", tag).code:
            try:
                built = build(folder, tag, self.owner.lasting, {"SERVICE": service})
            except EngineError as error:  # it took too long
                built = Built(problem=str(error))
        else:
            built = Built(tag)
        return msgspec.structs.replace(built, bait=bait)

    def copied_out(self, container: str, path: str) -> bytes | None:
        """What is in a file of a container; None where there is none."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            target = Path(folder, "file")
            if run("cp", "--follow-link", f"{container}:/{path.lstrip('/')}", str(target)).code:
                return None
            return target.read_bytes() if target.is_file() else None

    # PostgreSQL

    @property
    def postgres(self) -> Postgres:
        """The run's PostgreSQL server, which stands in the network of the images as `postgres`."""
        return Postgres(self, self.once("postgres", dict[str, str], lambda: Postgres.begin(self, "postgres")))

    def own_postgres(self) -> Postgres:
        """A PostgreSQL server of the check's own."""
        return Postgres(self, Postgres.begin(self, f"postgres-{secrets.token_hex(3)}"), own=True)

    # the rooms behind a gateway

    @cached_property
    def street(self) -> Street:
        """A network with stand-ins for the services, kept for all checks of this process."""
        return Street(self)

    def keep(self, name: str, content: bytes) -> Path:
        """A file of the run that a container of anybody may read."""
        folder = Path(tempfile.mkdtemp(prefix="given-", dir=self.scratch))
        os.chmod(folder, 0o755)  # noqa: PTH101
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o444)
        return path

    def remove(self, container: str) -> None:
        """Remove a container and its volumes at once."""
        run("rm", "--force", "--volumes", container)

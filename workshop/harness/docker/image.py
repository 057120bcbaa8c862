"""An image under examination: what is in it, what it says of itself, and containers of it."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workshop.harness.docker import contents
from workshop.harness.docker.building import Built, build
from workshop.harness.docker.cli import docker, run
from workshop.harness.docker.container import Container
from workshop.harness.docker.contents import Layer
from workshop.harness.docker.ownership import options
from workshop.harness.docker.recipe import Recipe
from workshop.harness.docker.starting import started
from workshop.harness.record import Conversation
from workshop.harness.reply import Unmet

if TYPE_CHECKING:
    from workshop.harness.docker.engine import Engine

PULL_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Leak:
    """Bait that got into an image: its path in the build's folder, and where in the image it is."""

    bait: str
    where: str

    def __str__(self) -> str:
        return f"{self.bait} ({self.where})"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A second build: how long it took, its steps that install packages, and how many of them were not done again."""

    seconds: float
    installs: int
    reused: int


class Image:
    """The image of one service; raises Unmet where the build of it fails."""

    def __init__(self, engine: Engine, service: str, conversation: Conversation) -> None:
        self.engine = engine
        self.service = service
        self.conversation = conversation
        self.containers: list[Container] = []
        self.built: Built = engine.built(service)
        if self.built.problem:
            raise Unmet("your image to be built", self.built.problem)
        self.tag = self.built.tag
        self.bait = self.built.bait
        self.recipe = Recipe(engine.folder)

    # what it says of itself

    @cached_property
    def inspected(self) -> dict[str, Any]:
        """What `docker image inspect` says."""
        return _inspected(self.tag)

    @property
    def config(self) -> dict[str, Any]:
        """How it is run: User, Env, Cmd, Entrypoint, Healthcheck, ExposedPorts, …"""
        config: dict[str, Any] = self.inspected["Config"]
        return config

    @property
    def base_tag(self) -> str:
        return self.recipe.base_tag

    @cached_property
    def base(self) -> dict[str, Any]:
        """What `docker image inspect` says of its base, which is fetched where only the builder has it."""
        if run("image", "inspect", self.base_tag).code:
            docker("pull", "--quiet", self.base_tag, seconds=PULL_SECONDS)
        return _inspected(self.base_tag)

    @cached_property
    def layers(self) -> list[tuple[str, int]]:
        """What made each layer and how many bytes it is, its base's included, the newest last."""
        return _history(self.tag)

    @property
    def history(self) -> str:
        """What made its layers, a line each."""
        return "\n".join(made_by for made_by, _ in self.layers)

    @property
    def size(self) -> int:
        """Bytes, with its base."""
        return sum(size for _, size in self.layers)

    @property
    def over_base(self) -> int:
        """Bytes that it adds to its base."""
        self.base  # noqa: B018 (fetches it)
        return self.size - sum(size for _, size in _history(self.base_tag))

    # what is in it

    @cached_property
    def contents(self) -> list[Layer]:
        """Its layers with their files, the lowest first; looked through once a run."""
        layers: list[Layer] = self.engine.once(f"{self.service}.layers", list[Layer], lambda: contents.read(self.tag))
        return layers

    @cached_property
    def own(self) -> list[Layer]:
        """The layers that its base doesn't have."""
        base, here = self.base["RootFS"]["Layers"], self.inspected["RootFS"]["Layers"]
        return self.contents[len(base) :] if here[: len(base)] == base else self.contents

    def files(self) -> list[str]:
        """The paths of all its files, without a slash before them."""
        return sorted(contents.together(self.contents))

    def added(self) -> dict[str, int]:
        """Path → bytes of the files that its own layers have brought and not deleted."""
        return contents.together(self.own)

    def read(self, path: str) -> bytes | None:
        """What is in the file at `path`, at most through one link; None where there is none."""
        name = docker("create", *options(self.engine.owner.passing), self.tag, "nothing")
        try:
            return self.engine.copied_out(name, path)
        finally:
            run("rm", "--force", "--volumes", name)

    def leaks(self) -> list[Leak]:
        """The bait that is in its own layers, in its settings or in its history."""
        places = {word: path for path, word in self.bait.items()}
        seen = self.added()
        found = [
            Leak(places[word], path if path in seen else f"{path}, deleted only after it was put in")
            for layer in self.own
            for word, path in layer.words.items()
            if word in places
        ]
        for where, text in {"history": self.history, "settings": json.dumps(self.config)}.items():
            found += [Leak(place, f"its {where}") for word, place in places.items() if word in text]
        return list(dict.fromkeys(found))

    def rebuilt(self) -> Rebuilt:
        """Build it again with a line of the service's app.py changed, in a folder of its own; raises Unmet."""
        folder = self.engine.scratch / f"rebuilt-{secrets.token_hex(4)}"
        shutil.copytree(self.engine.context(self.service), folder, symlinks=True)
        program = folder / self.service / "app.py"
        if not program.is_file():
            raise Unmet(f"the code of the service in {self.service}/app.py", "no such file")
        with program.open("a", encoding="utf-8") as file:
            file.write(f"\n# {secrets.token_hex(8)}\n")
        again = build(folder, f"{self.tag}-{folder.name}", self.engine.owner.passing, {"SERVICE": self.service})
        shutil.rmtree(folder, ignore_errors=True)
        if again.problem:
            raise Unmet("your image to be built again after a change of the code", again.problem)
        return Rebuilt(again.seconds, again.installs, again.reused)

    # running it

    def run(
        self,
        env: Mapping[str, str | None] | None = None,
        *,
        locked: bool = True,
        user: str | None = None,
        database: bool | str = False,
        prepare: bool = False,
        command: Sequence[str] = (),
        arguments: Sequence[str] = (),
    ) -> Container:
        """Start a container of it, removed with the check; it may take its time (see `Container.wait_ready`).

        `env` is added to what the service is started with (None takes away). It is `locked` unless told: nothing to
        write but /tmp, no capabilities, no new privileges. With `database` DATABASE_URL is that of an empty database
        on the run's PostgreSQL, or with "own" on a server of the check's own; `prepare` has its tables made.
        `command` is run in the image's place of CMD, `arguments` are further ones for `docker run`. Raises NotStarted.
        """
        container = started(
            self.engine,
            self.service,
            self.tag,
            self.conversation,
            env=dict(env or {}),
            locked=locked,
            user=user,
            database=database,
            prepare=prepare,
            command=command,
            arguments=arguments,
        )
        self.containers.append(container)
        return container

    def log(self) -> str:
        """The last lines that its containers of this check have printed."""
        return "\n".join(filter(None, (container.tail for container in self.containers)))

    def close(self) -> None:
        """Remove the containers of this check."""
        for container in self.containers:
            container.close()


def _inspected(tag: str) -> dict[str, Any]:
    (found,) = json.loads(docker("image", "inspect", tag))
    return dict(found)


def _history(tag: str) -> list[tuple[str, int]]:
    said = docker("history", "--no-trunc", "--human=false", "--format", "{{.Size}}\t{{.CreatedBy}}", tag)
    lines = [line.split("\t", 1) for line in said.splitlines() if "\t" in line]
    return [(made_by, int(size)) for size, made_by in reversed(lines)]

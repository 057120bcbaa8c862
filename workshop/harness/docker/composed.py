"""A compose file as Compose understands it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from workshop.harness.docker.cli import Done, missing_compose, run
from workshop.harness.reply import Unmet

FILE = "compose.yml"
OWN: dict[str, str | None] = {"GATEWAY_PORT": None, "SECRETS": None}  # what the file asks the environment for


def compose(folder: Path, *arguments: str, seconds: float = 60.0, env: Mapping[str, str | None] | None = None) -> Done:
    """Run `docker compose ARGUMENTS` in `folder`, with `env` added; raises EngineError where it hangs."""
    return run("compose", *arguments, seconds=seconds, folder=folder, changes=OWN | dict(env or {}))


class Composed(dict[str, Any]):
    """What `docker compose config --format json` says of the compose.yml in `folder`, as a dict.

    Raises Unmet, with what Compose says, for a file that is missing or that it refuses; skips the check where there is
    no Compose.
    """

    def __init__(self, folder: Path, project: str = "", env: Mapping[str, str | None] | None = None) -> None:
        self.folder = folder
        if problem := missing_compose():
            pytest.skip(f"needs Docker: {problem}")
        if not (folder / FILE).is_file():
            raise Unmet(f"a {FILE}", "no such file in the lesson's folder")
        named = ("--project-name", project) if project else ()
        done = compose(folder, "-f", FILE, *named, "config", "--format=json", env=env)
        if done.code:
            raise Unmet(f"a {FILE} that Compose can read", done.err.strip()[-1500:] or "it gave no reason")
        super().__init__(json.loads(done.out))

    def again(self, env: Mapping[str, str | None]) -> Composed:
        """The same file read with `env` in the environment."""
        return Composed(self.folder, env=env)

    @property
    def text(self) -> str:
        """The file as it is written."""
        return (self.folder / FILE).read_text(encoding="utf-8")

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        """The services by name."""
        return self.get("services") or {}

    @property
    def networks(self) -> dict[str, dict[str, Any]]:
        return self.get("networks") or {}

    @property
    def secrets(self) -> dict[str, dict[str, Any]]:
        return self.get("secrets") or {}

    @property
    def volumes(self) -> dict[str, dict[str, Any]]:
        return self.get("volumes") or {}

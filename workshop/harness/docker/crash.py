"""End a container as a crash does."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.harness.docker.cli import docker
from workshop.harness.docker.ownership import options

KILLER = "python:3.13-slim"


def crash(container: str, labels: Mapping[str, str]) -> None:
    """End the first process of a container, so that a restart policy works, as it doesn't after `docker kill`.

    Nobody within a container can do that: it takes another one, with these labels. Raises EngineError.
    """
    pid = docker("inspect", "--format", "{{.State.Pid}}", container)
    program = f"import os; os.kill({int(pid)}, 9)"
    docker(*("run", "--rm", *options(dict(labels)), "--pid=host"), KILLER, "python", "-c", program)

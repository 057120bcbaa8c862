"""A container engine with Compose, and the stacks of `compose/` on it, as their tests need them."""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from small_course import ROOT, until
from workshop.harness.docker import cli
from workshop.serve.ports import free_port

PORTS = {"movies": 8001, "users": 8002, "books": 8003, "authors": 8004}
GATEWAY = 8080
PREFIX = "workshop-test"
SECONDS = 300  # a first build fetches packages
OWN = re.compile(r"TREE|\w+_TREE|\w+_PORT|\w+_PASSWORD|COMPOSE_\w+|CACHE_TTL|BOOKS_API_KEY|SECRETS")


@functools.cache
def missing() -> str | None:
    """Why no stack can be run here, or None where an engine answers and Compose is there."""
    return cli.missing() or cli.missing_compose() or None


def docker(*arguments: str) -> str:
    """What `docker ARGUMENTS` prints."""
    return cli.docker(*arguments)


class Stack:
    """The stack of a lesson under a name and on ports of its own, so that it is in nobody's way."""

    def __init__(self, lesson: str, root: Path = ROOT) -> None:
        self.lesson = lesson
        self.root = root
        self.project = f"{PREFIX}-{os.getpid()}-{lesson[:2]}"
        self.ports = {name: free_port() for name in PORTS}
        self.gateway = free_port()

    def environment(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not OWN.fullmatch(name)}
        ports = {f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        if ports:
            ports["GATEWAY_PORT"] = str(self.gateway)
        own = {"COMPOSE_PROJECT_NAME": self.project, "COMPOSE_ANSI": "never", "BUILDKIT_PROGRESS": "plain"}
        return inherited | ports | own | dict(changes or {})

    def run(self, command: str, fails: bool = False) -> str:
        """Run a command as a reader of compose/README.md types it, for this stack; what it prints."""
        words = shlex.split(command.replace("06-author-service", self.lesson))
        changes = {}
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            changes[name] = value
        done = subprocess.run(
            words,
            cwd=self.root,
            env=self.environment(changes),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        assert fails or done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}\n{self.logs()}"
        return done.stdout

    def own(self, command: str) -> str:
        """A command that names the ports of compose/README.md, with those of this stack."""
        ports = {GATEWAY: self.gateway} | {PORTS[name]: port for name, port in self.ports.items()}
        return re.sub(r"\b80(0[1-4]|80)\b", lambda found: str(ports[int(found[0])]), command)

    def compose(self, arguments: str, fails: bool = False) -> str:
        """What `docker compose ARGUMENTS` prints."""
        return self.run(f"docker compose -f compose/06-author-service.yml {arguments}", fails)

    def logs(self) -> str:
        command = ["docker", "compose", "-f", f"compose/{self.lesson}.yml", "logs", "--no-color", "--tail=20"]
        return subprocess.run(
            command, cwd=self.root, env=self.environment(), capture_output=True, encoding="utf-8", timeout=60
        ).stdout

    def config(self) -> dict[str, Any]:
        """The stack as Compose understands it."""
        config: dict[str, Any] = json.loads(self.compose("config --format json"))
        return config

    def containers(self) -> dict[str, dict[str, Any]]:
        """What the engine knows of each container, ended ones too, by the service's name."""
        ids = docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={self.project}").split()
        found = json.loads(docker("inspect", *ids)) if ids else []
        return {each["Config"]["Labels"]["com.docker.compose.service"]: each for each in found}

    def url(self, service: str) -> str:
        return f"http://localhost:{self.ports[service]}"

    def get(self, service: str, path: str) -> requests.Response:
        return requests.get(self.url(service) + path, timeout=30)

    def status(self, service: str, path: str = "/health") -> int | None:
        """What a request is answered with; None where no answer comes."""
        try:
            return self.get(service, path).status_code
        except requests.RequestException:
            return None

    def waits_for(self, service: str) -> None:
        """Wait until the service answers."""
        until(lambda: self.status(service) == 200, f"{service} answers", 30)

    def left(self) -> list[str]:
        """The containers, networks and volumes that there are of it."""
        mine = ("--quiet", "--filter", f"label=com.docker.compose.project={self.project}")
        found = [docker("ps", "--all", *mine), docker("network", "ls", *mine), docker("volume", "ls", *mine)]
        return "\n".join(found).split()


def remove(project: str) -> None:
    """End a project of these tests, with its data and images."""
    mine = f"label=com.docker.compose.project={project}"
    for listed, removed in (
        (("ps", "--all", "--quiet", "--filter", mine), ("rm", "--force", "--volumes")),
        (("network", "ls", "--quiet", "--filter", mine), ("network", "rm")),
        (("volume", "ls", "--quiet", "--filter", mine), ("volume", "rm", "--force")),
        (("image", "ls", "--quiet", "--filter", f"reference={project}-*"), ("image", "rm", "--force")),
    ):
        if found := docker(*listed).split():
            docker(*removed, *dict.fromkeys(found))


def remove_what_killed_runs_left() -> None:
    for project in json.loads(docker("compose", "ls", "--all", "--format", "json")):
        name = project["Name"]
        if (found := re.fullmatch(rf"{PREFIX}-(\d+)-\d+", name)) and not psutil.pid_exists(int(found[1])):
            remove(name)


@contextmanager
def stack(lesson: str, root: Path = ROOT) -> Iterator[Stack]:
    """The stack of a lesson, not started; nothing of it is left afterwards."""
    remove_what_killed_runs_left()
    made = Stack(lesson, root)
    try:
        yield made
    finally:
        remove(made.project)

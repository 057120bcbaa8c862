"""A learner's whole stack: made ready for a run, brought up by Compose, and looked at."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from workshop.harness import http
from workshop.harness.docker import context
from workshop.harness.docker.cli import Done, EngineError, docker, run
from workshop.harness.docker.composed import Composed, compose
from workshop.harness.docker.engine import Engine
from workshop.harness.docker.ownership import labelled
from workshop.harness.expected import readable
from workshop.harness.http import NoAnswer
from workshop.harness.log import ANSI
from workshop.serve.ports import free_port
from workshop.serve.waiting import until

GATEWAY, PORT = "gateway", 8080
MADE = "made.json"
UP_SECONDS = 600.0  # a first build fetches packages
COMPOSE_SECONDS = 120.0
READY_SECONDS = 90.0
LINES = 16
NAMELESS = re.compile("[0-9a-f]{64}")
PROJECT = "com.docker.compose.project"
SERVICE, NUMBER = "com.docker.compose.service", "com.docker.compose.container-number"


@dataclass(frozen=True, slots=True)
class Seen:
    """A container as the engine sees it: `state` is created, running, exited, …, `health` empty where none is asked.

    The times are as Docker writes them (RFC 3339); `code` is its last exit code, `restarts` how often its restart
    policy has started it again.
    """

    state: str
    health: str
    started: str
    finished: str
    code: int
    restarts: int
    id: str


class Stack(msgspec.Struct, frozen=True):
    """A stack that was brought up: where it is, or why it isn't."""

    folder: str
    project: str
    port: int
    problem: str = ""


def bring_up(engine: Engine) -> Stack:
    """Build and start the learner's stack from a copy of the files; raises Unmet for a file that Compose refuses."""
    folder = context.copied(engine.folder, engine.scratch / "library")
    stack = Stack(str(folder), engine.name("library"), free_port())
    composed = Composed(folder, stack.project, {"GATEWAY_PORT": str(stack.port)})
    (folder / MADE).write_text(json.dumps(adapted(composed, stack.port, engine.owner.passing)), encoding="utf-8")
    problem = start(stack, "--build")
    return msgspec.structs.replace(stack, problem=problem)


def adapted(composed: Composed, port: int, labels: dict[str, str]) -> dict[str, Any]:
    """The file with labels on all it makes, and with one port published: the gateway's."""
    changed = labelled(composed, labels)
    for name, service in changed.get("services", {}).items():
        service.pop("ports", None)
        if name == GATEWAY:
            service["ports"] = [{"target": PORT, "published": str(port), "host_ip": "127.0.0.1", "protocol": "tcp"}]
    return changed


def start(stack: Stack, *how: str) -> str:
    """Start what doesn't run, and wait until the gateway answers and all are well; why they aren't, empty if so."""
    try:
        done = in_stack(stack, "up", "--detach", *how, seconds=UP_SECONDS)
    except EngineError as error:
        return str(error)
    if done.code:
        return last_lines(f"{done.err}\n{in_stack(stack, 'logs', '--no-color', '--tail=5').out}")
    unwell: dict[str, str] = {}

    def well() -> bool:
        nonlocal unwell
        unwell = {name: f"{name} is {in_words(each)}" for name, each in containers(stack.project) if not _is_well(each)}
        if not unwell and not _answers(stack.port):
            unwell[GATEWAY] = "the gateway does not answer GET /health"
        return not unwell

    if until(slowly(well), READY_SECONDS):
        return ""
    said = in_stack(stack, "logs", "--no-color", "--tail=5", *unwell)
    return "\n".join([*unwell.values(), last_lines(said.out or said.err)])


def slowly(condition: Callable[[], bool]) -> Callable[[], bool]:
    """The same condition, looked at less often: each look asks the engine."""

    def looked() -> bool:
        time.sleep(0.2)
        return condition()

    return looked


def in_stack(stack: Stack, *arguments: str, seconds: float = COMPOSE_SECONDS) -> Done:
    """Run `docker compose ARGUMENTS` for this stack; raises EngineError where it hangs."""
    return compose(Path(stack.folder), "--project-name", stack.project, "-f", MADE, *arguments, seconds=seconds)


def _answers(port: int) -> bool:
    try:
        return bool(http.send(f"http://127.0.0.1:{port}", http.build("GET", "/health"), 2.0).status)
    except NoAnswer:
        return False


def _is_well(seen: Seen) -> bool:
    """Whether it runs and is healthy, or has done its work; one that has ended may keep whatever health it had."""
    return seen.health in ("", "healthy") if seen.state == "running" else (seen.state, seen.code) == ("exited", 0)


def in_words(seen: Seen) -> str:
    """How a container fares."""
    return f"{seen.state} with exit code {seen.code}" if seen.state == "exited" else seen.health or seen.state


def last_lines(said: str) -> str:
    """The last lines of what a program said, as a learner reads them best."""
    lines = [line.rstrip()[:240] for line in readable(ANSI.sub("", said)).splitlines() if line.strip()]
    return "\n".join(lines[-LINES:])


def containers(project: str) -> list[tuple[str, Seen]]:
    """Every container of a project with its service's name, replicas in their order."""
    found = _inspected(ids(project))
    found.sort(key=lambda each: int(each["Config"]["Labels"].get(NUMBER, 0)))
    return [(each["Config"]["Labels"][SERVICE], _seen(each)) for each in found]


def nameless(project: str) -> list[str]:
    """The volumes of a project's containers that the engine has named, since nobody else did: they have no labels."""
    mounts = [mount for each in _inspected(ids(project)) for mount in each["Mounts"] if mount["Type"] == "volume"]
    return [mount["Name"] for mount in mounts if NAMELESS.fullmatch(mount["Name"])]


def ids(project: str) -> list[str]:
    """The containers of a project."""
    return docker("ps", "--all", "--quiet", "--filter", f"label={PROJECT}={project}").split()


def seen(containers: Iterable[str]) -> dict[str, Seen]:
    """How these containers are, by their ids; those that are gone are left out. Raises EngineError."""
    return {each["Id"]: _seen(each) for each in _inspected(list(containers))}


def _inspected(containers: list[str]) -> list[dict[str, Any]]:
    return list(json.loads(run("inspect", "--type=container", *containers).out or "[]")) if containers else []


def _seen(inspected: dict[str, Any]) -> Seen:
    state = inspected["State"]
    return Seen(
        state=state["Status"],
        health=(state.get("Health") or {}).get("Status", ""),
        started=state["StartedAt"],
        finished=state["FinishedAt"],
        code=int(state["ExitCode"]),
        restarts=int(inspected.get("RestartCount", 0)),
        id=inspected["Id"],
    )

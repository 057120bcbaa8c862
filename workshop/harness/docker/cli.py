"""Docker's command line: the one way in which the workshop speaks to an engine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60.0  # what any command may take that builds and waits for nothing
LOOK_SECONDS = 15.0
VARIABLE = "WORKSHOP_ENGINE"
QUIET = {  # what the programs print is read, and an image is one image
    "DOCKER_BUILDKIT": "1",
    "BUILDKIT_PROGRESS": "plain",
    "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
    "DOCKER_CLI_HINTS": "false",
    "COMPOSE_ANSI": "never",
    "COMPOSE_MENU": "false",
}


class EngineError(Exception):
    """The engine did not do what was asked of it; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All it printed."""
        return "\n".join(filter(None, (self.out.strip(), self.err.strip())))


def run(
    *arguments: str,
    seconds: float = SECONDS,
    folder: Path | None = None,
    changes: Mapping[str, str | None] | None = None,
    apart: bool = False,
) -> Done:
    """Run `docker ARGUMENTS` in `folder`, with `changes` to its environment (None takes a variable away).

    With `apart` Ctrl-C at the terminal, and its end, don't reach it. Raises EngineError where it can't be run or takes
    longer than `seconds`.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMPOSE_")}
    together = inherited | QUIET | dict(changes or {})
    try:
        done = subprocess.run(
            ["docker", *arguments],
            cwd=folder,
            env={name: value for name, value in together.items() if value is not None},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            start_new_session=apart,
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"`docker {_named(arguments)}` did not end within {seconds:g} seconds") from None
    except OSError as error:
        raise EngineError(f"`docker` can't be run: {error.strerror}") from None
    return Done(done.returncode, done.stdout, done.stderr)


def docker(*arguments: str, seconds: float = SECONDS) -> str:
    """What `docker ARGUMENTS` prints; raises EngineError where it fails."""
    done = run(*arguments, seconds=seconds)
    if done.code:
        raise EngineError(f"`docker {_named(arguments)}` failed: {done.err.strip() or done.out.strip()}")
    return done.out.strip()


def missing() -> str:
    """Why there is no engine for containers of Linux; empty where there is one."""
    if os.environ.get(VARIABLE, "").lower() in ("off", "0", "no"):
        return f"switched off ({VARIABLE}=off)"
    if not shutil.which("docker"):
        return "it is not installed"
    try:
        kind = run("info", "--format", "{{.OSType}}", seconds=LOOK_SECONDS)
        if kind.code or not kind.out.strip():
            return "no engine answers (python3 -m workshop doctor says more)"
        if kind.out.strip() != "linux":
            return f"the engine runs containers of {kind.out.strip()}, not of Linux"
    except EngineError as error:
        return str(error)
    return ""


def missing_compose() -> str:
    """Why there is no Compose for the engine; empty where there is."""
    try:
        return "Docker Compose is not installed" if run("compose", "version", seconds=LOOK_SECONDS).code else ""
    except EngineError as error:
        return str(error)


def _named(arguments: Sequence[str]) -> str:
    """The command without what would only be noise in a message."""
    return " ".join(word for word in arguments[:2] if not word.startswith("-"))

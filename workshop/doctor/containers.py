"""Docker: its client, its engine, Compose. Nothing before lesson 13 needs it."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator

from workshop.doctor.finding import Finding

SECONDS = 8
FROM = "needed from lesson 13 on"
COMPOSE_FROM = "needed from lesson 14 on, and for stacks as containers"
INSTALL = "install it before lesson 13: https://docs.docker.com/get-started/get-docker/"


def docker() -> Iterator[Finding]:
    """Whether containers can be run."""
    if not shutil.which("docker"):
        yield Finding("Docker", "note", f"not installed; {FROM}", INSTALL)
        return
    code, said = _run("docker", "version", "--format", "{{.Server.Version}} {{.Server.Os}}")
    if code:
        seen = f"installed, but its engine can't be reached ({_last_line(said)}); {FROM}"
        yield Finding("Docker", "note", seen, _cure(said))
    elif said.endswith(" windows"):
        seen = f"its engine runs containers of Windows, and those of the lessons are of Linux; {FROM}"
        yield Finding("Docker", "note", seen, "choose “Switch to Linux containers” in the menu of Docker Desktop")
    else:
        yield Finding("Docker", "ok", f"engine {said.partition(' ')[0]}")
    yield _compose(*_run("docker", "compose", "version", "--short"))


def _compose(code: int, said: str) -> Finding:
    version = said.removeprefix("v")
    if code:
        cure = "install the plugin: https://docs.docker.com/compose/install/"
        return Finding("Compose", "note", f"not installed; {COMPOSE_FROM}", cure)
    if version.startswith("1."):
        cure = "install version 2 or newer: https://docs.docker.com/compose/install/"
        return Finding("Compose", "note", f"{version} is too old; {COMPOSE_FROM}", cure)
    return Finding("Compose", "ok", version)


def _run(*command: str) -> tuple[int, str]:
    """Exit code and output of a command; one that hangs or can't be run has failed."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return 1, f"no answer within {SECONDS} seconds"
    except OSError as error:
        return 1, f"it can't be run: {error.strerror}"
    return done.returncode, (done.stdout if done.returncode == 0 else done.stderr or done.stdout).strip()


def _last_line(said: str) -> str:
    return (said.splitlines() or ["it gave no reason"])[-1][:200]


def _cure(said: str) -> str:
    """What makes the engine answer."""
    if "permission denied" in said.lower():
        return "sudo usermod -aG docker $USER, then log out and in again"
    if "microsoft" in platform.release().lower():
        return "start Docker Desktop on Windows and turn on its WSL integration"
    return "sudo systemctl start docker" if sys.platform == "linux" else "start Docker Desktop"

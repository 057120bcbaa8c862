"""Build an image, and read off the build what was done anew and what came from the cache."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from workshop.harness.docker.cli import run
from workshop.harness.docker.ownership import options

SECONDS = 600.0  # a first build fetches a base image and packages
HANDED_ON = (  # settings of pip and of the network, handed on where the environment has them, as compose/ does
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_TRUSTED_HOST",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)
STEP = re.compile(r"#(\d+) \[[^\]]*\] (.*)")
OUTCOME = re.compile(r"#(\d+) (CACHED|DONE)\b.*")
INSTALLS = re.compile(r"\b(pip3?|uv|poetry|pdm|pipenv|conda)\b.*\b(install|sync)\b")
NOISE = re.compile(r"#\d+ (?:\d+\.\d+ )?")
LINES, WIDTH = 14, 240


class Built(msgspec.Struct, frozen=True):
    """What became of a build: its image, or the lines that say why there is none; the bait that lay in its folder."""

    tag: str = ""
    problem: str = ""
    seconds: float = 0.0
    installs: int = 0
    reused: int = 0
    bait: dict[str, str] = {}


def build(folder: Path, tag: str, labels: Mapping[str, str], arguments: Mapping[str, str]) -> Built:
    """Build the image of `folder`; raises EngineError where that takes longer than SECONDS."""
    handed_on = [name for name in HANDED_ON if os.environ.get(name)]
    given = [f"{name}={value}" for name, value in arguments.items()]
    words = [word for each in (*handed_on, *given) for word in ("--build-arg", each)]
    began = time.monotonic()
    done = run(
        "build", "--progress=plain", "--tag", tag, *options(dict(labels)), *words, ".", seconds=SECONDS, folder=folder
    )
    if done.code:
        return Built(problem=_problem(done.err or done.out))
    steps = dict(STEP.findall(done.err))
    cached = {number for number, outcome in OUTCOME.findall(done.err) if outcome == "CACHED"}
    installing = {number for number, step in steps.items() if INSTALLS.search(step)}
    return Built(
        tag=tag,
        seconds=round(time.monotonic() - began, 2),
        installs=len(installing),
        reused=len(installing & cached),
    )


def _problem(said: str) -> str:
    """The last lines of a build that failed, from where it says what failed."""
    lines = [NOISE.sub("", line).rstrip() for line in said.splitlines()]
    lines = [line[:WIDTH] for line in lines if line.strip("-= ")]
    return "\n".join(lines[-LINES:]) or "the build failed and gave no reason"

"""The files from which Compose and the switchboard make a stack of containers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workshop.catalog import Lesson
from workshop.demo import image, rooms
from workshop.demo.processes import QUICK
from workshop.demo.system import Edge
from workshop.demo.wire.plan import Plan
from workshop.harness.docker import ownership, stack
from workshop.harness.docker.cli import EngineError
from workshop.harness.docker.composed import compose
from workshop.stacks.members import Member

OWN = {"CACHE_TTL": None, "BOOKS_API_KEY": None}  # what the files ask the environment for


def read(lesson: Lesson, members: Mapping[str, Member], project: str) -> dict[str, Any]:
    """The lesson's compose file, as Compose reads it, for these members; raises EngineError.

    Nothing of it is changed but how long caches keep an answer.
    """
    trees = {name: member.folder.parent.name for name, member in members.items()}
    env = OWN | {f"{name.upper()}_TREE": tree for name, tree in trees.items()} | {"TREE": min(trees.values())}
    file = f"compose/{lesson.name}.yml"
    done = compose(lesson.root, "--project-name", project, "-f", file, "config", "--format=json", env=env)
    if done.code:
        raise EngineError(f"Compose can't read {file}: {done.err.strip()}")
    composed: dict[str, Any] = json.loads(done.out)
    for name, member in members.items():
        if member.entry.cache:
            composed["services"][name]["environment"] |= QUICK
    return composed


def write(
    folder: Path,
    composed: Mapping[str, Any],
    edges: Sequence[Edge],
    plan: Plan,
    ports: Mapping[str, int],
    labels: dict[str, str],
) -> None:
    """Write the files into `folder`, made anew, where nobody else reads them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    given = rooms.Given(image.context(folder / "image"), folder / "plan.json", ports)
    given.plan.write_bytes(plan.encode())
    given.plan.chmod(0o444)  # for whoever it is in the container
    arranged = ownership.labelled(rooms.arranged(composed, edges, given), labels)
    (folder / stack.MADE).write_text(json.dumps(arranged), encoding="utf-8")

"""Whose a container, network, volume or image is, written on it as labels, so that nothing outlives its run."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psutil

from workshop.harness.docker.cli import EngineError, docker, run
from workshop.serve import leftovers

PID, MACHINE, MARK, RUN = "workshop.run", "workshop.machine", "workshop.mark", "workshop.of"
SINCE = "workshop.since"  # seconds since 1970; what was made before there was this label is known by the number alone
OWNED = re.compile(r"(\d+) *(\d+\.\d+)?")
REMOVE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Owner:
    """The checker that runs as process `pid` with the mark `mark`, and one run of its checks."""

    pid: int
    mark: str
    run: str

    @property
    def lasting(self) -> dict[str, str]:
        """The labels of what is kept as long as the checker is there."""
        return {PID: str(self.pid), MACHINE: socket.gethostname(), MARK: self.mark} | _since(self.pid)

    @property
    def passing(self) -> dict[str, str]:
        """The labels of what goes with the run."""
        return self.lasting | {RUN: self.run}


def _since(pid: int) -> dict[str, str]:
    """The label that says when the process `pid` has begun, by which it is told from a later one of its number."""
    try:
        return {SINCE: f"{psutil.Process(pid).create_time():.2f}"}
    except psutil.Error:  # it has ended
        return {}


def options(labels: dict[str, str]) -> list[str]:
    """These labels as options of a command."""
    return [word for name, value in labels.items() for word in ("--label", f"{name}={value}")]


def labelled(composed: Mapping[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    """A compose file, as Compose reads it, with these labels on all that it makes, and no names for its containers."""
    changed: dict[str, Any] = json.loads(json.dumps(composed))
    for kind in ("services", "networks", "volumes"):
        for name, entry in (changed.get(kind) or {}).items():
            changed[kind][name] = entry = entry or {}
            if not entry.get("external"):
                entry["labels"] = {**(entry.get("labels") or {}), **labels}
    for service in changed.get("services", {}).values():
        service.pop("container_name", None)
        if isinstance(service.get("build"), dict):
            service["build"]["labels"] = {**(service["build"].get("labels") or {}), **labels}
    return changed


def remove_run(name: str) -> None:
    """Remove everything that goes with the run `name`."""
    _remove(f"label={RUN}={name}")


def remove_marked(mark: str) -> None:
    """Remove everything of the checker with this mark, its images too."""
    _remove(f"label={MARK}={mark}")


def left(mark: str) -> list[str]:
    """The commands that remove what there is of the checker with this mark; none where nothing is.

    Raises EngineError where the engine does not say what there is.
    """
    chosen = ("--filter", f"label={MARK}={mark}", "--format")
    named = {kind: docker(*kind.listing, *chosen, kind.name).split() for kind in KINDS}
    return [" ".join(["docker", *kind.removal, *dict.fromkeys(names)]) for kind, names in named.items() if names]


def clear() -> None:
    """Remove what checkers of this machine have left whose process has ended."""
    here = f"label={MACHINE}={socket.gethostname()}"
    for pid, since in {owner for kind in KINDS for owner in _owners(kind, here)}:
        if not _runs(int(pid), since):
            _remove(f"label={PID}={pid}", here, *([f"label={SINCE}={since}"] if since else ()))


def _runs(pid: int, since: str) -> bool:
    """Whether the process that has begun at that time still runs; where that isn't known, any of its number."""
    return leftovers.same(pid, float(since)) is not None if since else psutil.pid_exists(pid)


@dataclass(frozen=True, slots=True)
class Kind:
    """What there may be: how it is listed, what it is called there, and how it is removed."""

    listing: tuple[str, ...]
    name: str
    removal: tuple[str, ...]


# whose a thing is, as a list gives it, and as an image is asked, whose list does not
LISTED = '{{.Label "workshop.run"}} {{.Label "workshop.since"}}'
INSPECTED = '{{index .Config.Labels "workshop.run"}} {{index .Config.Labels "workshop.since"}}'
# containers first, since they use all else
IMAGES = Kind(("image", "ls", "--all"), "{{.ID}}", ("image", "rm", "--force"))
KINDS = (
    Kind(("ps", "--all"), "{{.Names}}", ("rm", "--force", "--volumes")),
    Kind(("network", "ls"), "{{.Name}}", ("network", "rm")),
    Kind(("volume", "ls"), "{{.Name}}", ("volume", "rm", "--force")),
    IMAGES,
)


def _owners(kind: Kind, chosen: str) -> set[tuple[str, str]]:
    """Whose those things of a kind are: the numbers of processes, and since when they have run where that is known."""
    said = ""
    with contextlib.suppress(EngineError):
        if kind is not IMAGES:
            said = run(*kind.listing, "--filter", chosen, "--format", LISTED).out
        elif ids := run(*kind.listing, "--quiet", "--filter", chosen).out.split():
            said = run("image", "inspect", "--format", INSPECTED, *dict.fromkeys(ids)).out
    found = (OWNED.fullmatch(line.strip()) for line in said.splitlines())
    return {(owned[1], owned[2] or "") for owned in found if owned}


def _remove(*filters: str) -> None:
    """Remove all that has these labels; what is gone already, or is being removed, is no error."""
    chosen = [word for each in filters for word in ("--filter", each)]
    for kind in KINDS:
        with contextlib.suppress(EngineError):
            if found := run(*kind.listing, "--quiet", *chosen).out.split():
                run(*kind.removal, *dict.fromkeys(found), seconds=REMOVE_SECONDS, apart=True)

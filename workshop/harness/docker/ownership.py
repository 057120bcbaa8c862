"""Whose a container, network, volume or image is, written on it as labels, so that nothing outlives its run."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass

import psutil

from workshop.harness.docker.cli import EngineError, run

PID, MACHINE, MARK, RUN = "workshop.run", "workshop.machine", "workshop.mark", "workshop.of"
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
        return {PID: str(self.pid), MACHINE: socket.gethostname(), MARK: self.mark}

    @property
    def passing(self) -> dict[str, str]:
        """The labels of what goes with the run."""
        return self.lasting | {RUN: self.run}


def options(labels: dict[str, str]) -> list[str]:
    """These labels as options of a command."""
    return [word for name, value in labels.items() for word in ("--label", f"{name}={value}")]


def remove_run(name: str) -> None:
    """Remove everything that goes with the run `name`."""
    _remove(f"label={RUN}={name}")


def remove_marked(mark: str) -> None:
    """Remove everything of the checker with this mark, its images too."""
    _remove(f"label={MARK}={mark}")


def clear() -> None:
    """Remove what checkers of this machine have left whose process has ended."""
    here = f"label={MACHINE}={socket.gethostname()}"
    for pid in {label for kind in KINDS for label in _pids(kind, here)}:
        if not psutil.pid_exists(int(pid)):
            _remove(f"label={PID}={pid}", here)


# what there is, how it is listed with its owner, how it is removed: containers first, since they use all else
KINDS = {
    "container": (("ps", "--all"), '{{.Label "workshop.run"}}', ("rm", "--force", "--volumes")),
    "network": (("network", "ls"), '{{.Label "workshop.run"}}', ("network", "rm")),
    "volume": (("volume", "ls"), '{{.Label "workshop.run"}}', ("volume", "rm", "--force")),
    "image": (("image", "ls", "--all"), "", ("image", "rm", "--force")),
}


def _pids(kind: str, chosen: str) -> set[str]:
    listing, label, _ = KINDS[kind]
    with contextlib.suppress(EngineError):
        if label:
            said = run(*listing, "--filter", chosen, "--format", label).out
        elif ids := run(*listing, "--quiet", "--filter", chosen).out.split():
            said = run("image", "inspect", "--format", f'{{{{index .Config.Labels "{PID}"}}}}', *dict.fromkeys(ids)).out
        else:
            return set()
        return {word for word in said.split() if word.isdigit()}
    return set()


def _remove(*filters: str) -> None:
    """Remove all that has these labels; what is gone already, or is being removed, is no error."""
    chosen = [word for each in filters for word in ("--filter", each)]
    with contextlib.suppress(EngineError):
        for listing, _, removal in KINDS.values():
            if found := run(*listing, "--quiet", *chosen).out.split():
                run(*removal, *dict.fromkeys(found), seconds=REMOVE_SECONDS)

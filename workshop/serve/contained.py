"""Services that are contained: each is given what it needs, and then the cage closes before any of its code has run."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from workshop.sandbox import ended, entering
from workshop.sandbox.pid import new_pid_namespace
from workshop.sandbox.plan import Cage
from workshop.serve.launch import Launch

ADDRESS = re.compile(r"://[^/\s]*:(\d{1,5})")
HIGHEST_PORT = 65535
READ = 0o044
THROUGH = 0o011  # may be gone through, not listed


class Containment:
    """What the warm parent does with every service besides, so that it stays in the cage that `given` describes."""

    def __init__(self, given: str) -> None:
        self.cage = msgspec.json.decode(given, type=Cage)
        self.temporary = Path(tempfile.gettempdir())
        self.killed = ended.memory_kills(self.cage)
        entering.join(self.cage)

    def before_fork(self) -> None:
        """In the parent: what is forked next sees no processes but its own."""
        if "pid" in self.cage.layers:
            new_pid_namespace()

    def let_go(self, kept: int) -> None:
        """In the child: close what it has inherited, but its standard streams and `kept`."""
        os.closerange(3, kept)
        os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))

    def enter(self, launch: Launch) -> None:
        """In the child: close the cage. Raises SandboxError where that can't be done."""
        own = [launch.own] if launch.own else []
        if self.cage.uid is not None:
            self._open_ways([*own, *launch.reads])
            _show(launch.reads)
            _give(own, self.cage.uid)
        if launch.own:
            os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = launch.own
        entering.enter(
            self.cage, folder=launch.folder, writable=own, readable=launch.reads, ports=sorted(ports(launch.env))
        )

    def why(self, code: int, seconds: float) -> str:
        """By which limit a service has ended, if by one; it has used so many seconds of processor time."""
        before, self.killed = self.killed, ended.memory_kills(self.cage)
        return ended.why(code, self.cage, seconds=seconds, killed_before=before)

    def _open_ways(self, folders: Iterable[str]) -> None:
        """Let another user go as far as these folders, from the one in which everything temporary lies."""
        for folder in map(Path, folders):
            for place in (folder, *folder.parents):
                if not place.is_relative_to(self.temporary):
                    break
                place.chmod(place.stat().st_mode | THROUGH)


def _give(folders: Iterable[str], uid: int) -> None:
    """Let this user own what lies in these folders: at a second start it may be links to anywhere."""
    for folder in folders:
        for entry in os.scandir(folder):
            os.chown(entry.path, uid, uid, follow_symlinks=False)


def _show(folders: Iterable[str]) -> None:
    """Let everybody read the files in these folders, keys for example: they are there for the service to read."""
    for folder in folders:
        for entry in os.scandir(folder):
            if entry.is_file(follow_symlinks=False):
                os.chmod(entry.path, entry.stat().st_mode | READ)  # noqa: PTH101 (there is an entry, and no Path)


def ports(env: Mapping[str, str]) -> set[int]:
    """The ports of the addresses in the environment: nobody else may be called."""
    found = (int(port) for value in env.values() for port in ADDRESS.findall(value))
    return {port for port in found if 0 < port <= HIGHEST_PORT}

"""Control groups: what all processes of a service may use together, in memory and in number.

They are made below this process's own group, in whichever version of them the machine has, and are gone when the block
ends. A group that a killed grader left behind is removed by the next one.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from workshop.sandbox.plan import Limits

if sys.platform != "win32":
    import fcntl

CONTROLLERS = ("memory", "pids")
PREFIX = "workshop-"
ABOVE = f"{PREFIX}grader"
MOUNTS = Path("/proc/self/mountinfo")
OWN = Path("/proc/self/cgroup")
PROCESSES = "cgroup.procs"
HANDED_DOWN = "cgroup.subtree_control"


def own() -> dict[str, Path]:
    """This process's groups: the folder of each controller; with version 2 they are one, named "" as well."""
    paths: dict[str, str] = {}
    for entry in OWN.read_text().splitlines():
        _, controllers, path = entry.split(":", 2)
        paths |= dict.fromkeys(controllers.split(","), path)
    found: dict[str, Path] = {}
    for entry in MOUNTS.read_text().splitlines():
        before, _, after = entry.partition(" - ")
        root, mounted = before.split()[3:5]
        kind, _, options = after.split(" ", 2)
        names = {"cgroup": options.split(","), "cgroup2": [""]}.get(kind, [])
        for name in set(names) & set(paths):
            path = paths[name]
            inside = path[len(root) :] if root != "/" and path.startswith(root) else path
            inside = inside.removesuffix(f"/{ABOVE}")  # to which `hand_down` has moved this process
            found.setdefault(name, Path(mounted, inside.lstrip("/")))
    return found


def version(groups: dict[str, Path]) -> str:
    """Which version has both controllers here: "v1", "v2", or "" for none."""
    if all(name in groups for name in CONTROLLERS):
        return "v1"
    if "" in groups:
        with suppress(OSError):
            if set(CONTROLLERS) <= set((groups[""] / "cgroup.controllers").read_text().split()):
                return "v2"
    return ""


@contextmanager
def held(limits: Limits) -> Iterator[tuple[str, ...]]:
    """Groups with these limits, as folders, until the block ends; raises OSError where they can't be had."""
    groups = own()
    kind = version(groups)
    if not kind:
        raise OSError("no control groups for memory and processes are mounted here")
    with ExitStack() as stack:
        if kind == "v1":
            memory, pids = (stack.enter_context(_group(groups[name])) for name in CONTROLLERS)
            _set(memory / "memory.limit_in_bytes", limits.memory)
            with suppress(OSError):  # a kernel without an account of swap
                _set(memory / "memory.memsw.limit_in_bytes", limits.memory)
            _set(pids / "pids.max", limits.processes)
            yield (str(memory), str(pids))
        else:
            hand_down(groups[""])
            group = stack.enter_context(_group(groups[""]))
            _set(group / "memory.max", limits.memory)
            with suppress(OSError):
                _set(group / "memory.swap.max", 0)
            _set(group / "pids.max", limits.processes)
            yield (str(group),)


def hand_down(group: Path) -> None:
    """Let groups below this one have limits (version 2): it must have no processes itself, so they move down as well.

    Raises OSError where others than this process and its parents and children are in it.
    """
    wanted = " ".join(f"+{name}" for name in CONTROLLERS)
    if set(CONTROLLERS) <= set((group / HANDED_DOWN).read_text().split()):
        return
    try:
        (group / HANDED_DOWN).write_text(wanted)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        if (group / PROCESSES).read_text().split() != [str(os.getpid())]:
            raise OSError(
                "this control group has other processes in it: run the grader in one of its own, "
                "systemd-run --user --scope -p Delegate=yes …"
            ) from None
        (group / ABOVE).mkdir(exist_ok=True)
        (group / ABOVE / PROCESSES).write_text("0")
        (group / HANDED_DOWN).write_text(wanted)


@contextmanager
def _group(parent: Path) -> Iterator[Path]:
    """A new group below `parent`, locked so that nobody sweeps it away."""
    sweep(parent)
    group, descriptor = next(filter(None, (_new(parent / f"{PREFIX}{os.getpid()}-{number}") for number in count())))
    try:
        yield group
    finally:
        os.close(descriptor)
        with suppress(OSError):  # something is in it yet: the next one sweeps
            group.rmdir()


def _new(group: Path) -> tuple[Path, int] | None:
    """Make the group and lock it: the descriptor with the lock; None where it is taken, or somebody was quicker."""
    try:
        group.mkdir()
        descriptor = os.open(group, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (FileExistsError, FileNotFoundError):
        return None
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    if group.is_dir():
        return group, descriptor
    os.close(descriptor)
    return None


def sweep(parent: Path) -> None:
    """Remove the groups below `parent` that no grader holds any more."""
    for group in parent.glob(f"{PREFIX}*-*"):
        with suppress(OSError):
            descriptor = os.open(group, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                group.rmdir()
            finally:
                os.close(descriptor)


def _set(file: Path, value: int) -> None:
    file.write_text(str(value))

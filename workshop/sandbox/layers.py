"""Which layers hold on this machine: each is tried, in a process of its own, before anything is graded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from workshop.catalog import ROOT
from workshop.sandbox import kernel, landlock, reading, uids
from workshop.sandbox.plan import Cage, Limits

CLOSED_NETWORK = "WORKSHOP_CLOSED_NETWORK"
SECONDS = 20
STOPS = {
    "uid": "touching files and processes of the grader's user",
    "landlock": "files, TCP ports and processes that aren't its own",
    "seccomp": "sockets other than TCP, and calls of the kernel that lead out",
    "limits": "using up processor time, memory, processes and disk",
    "pid": "seeing or signalling other processes, and staying behind",
    "network": "reaching any network",
    "mount": "sharing temporary files with others",
    "cgroup": "using up memory and processes all together",
}
SHOWN = {"uid": "own user", "landlock": "Landlock", "pid": "PID", "cgroup": "control groups"}
NAMESPACES = ("pid", "network", "mount")
NEEDED = ("landlock", "seccomp", "limits")


@dataclass(frozen=True)
class Layer:
    """One of the layers: whether it holds here, if not why, what it stops, and which kind of it there is ("v1")."""

    name: str
    holds: bool
    why: str
    stops: str
    kind: str = ""


class Found(msgspec.Struct, frozen=True):
    """What trying a layer has shown: why it doesn't hold (empty: it does), and its kind."""

    why: str = ""
    kind: str = ""


def found() -> tuple[Layer, ...]:
    """All layers, as they are on this machine."""
    tried = _tried() if kernel.LINUX else dict.fromkeys(STOPS, Found(kernel.ELSEWHERE))
    return tuple(Layer(name, not tried[name].why, tried[name].why, STOPS[name], tried[name].kind) for name in STOPS)


def _tried() -> dict[str, Found]:
    """What `workshop.sandbox.probe` says."""
    done = subprocess.run(
        [sys.executable, "-m", "workshop.sandbox.probe"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        return dict.fromkeys(STOPS, Found("it could not be tried: " + done.stderr.decode(errors="replace")[-300:]))
    return msgspec.json.decode(done.stdout, type=dict[str, Found])


def line(layers: Iterable[Layer]) -> str:
    """What is printed at the start: what holds, and then what doesn't, and why."""
    layers = list(layers)
    holding = _named([layer for layer in layers if layer.holds])
    reasons = dict.fromkeys(layer.why for layer in layers if not layer.holds)
    lacking = {why: _named([layer for layer in layers if not layer.holds and layer.why == why]) for why in reasons}
    return "\n".join(
        [f"contained by: {', '.join(holding)}" if holding else "not contained"]
        + [f"without {_and(names)}: {why}" for why, names in lacking.items()]
    )


def _named(layers: Sequence[Layer]) -> list[str]:
    """These layers in words, the namespaces together."""
    spaces = [SHOWN.get(layer.name, layer.name) for layer in layers if layer.name in NAMESPACES]
    words: list[str] = []
    for layer in layers:
        if layer.name not in NAMESPACES:
            words.append(SHOWN.get(layer.name, layer.name) + (f" ({layer.kind})" if layer.kind else ""))
        elif spaces:
            words.append(f"{_and(spaces)} namespace{'s' * (len(spaces) > 1)}")
            spaces = []
    return words


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def enough(layers: Iterable[Layer]) -> str:
    """What is missing before code that nobody trusts can be graded here; empty where nothing is."""
    layers = list(layers)
    holding = {layer.name for layer in layers if layer.holds}
    as_root = sys.platform != "win32" and os.geteuid() == 0
    needed = (*(["uid"] if as_root else []), *NEEDED)  # most limits don't hold for root, nor do many permissions
    missing = [SHOWN.get(name, name) for name in needed if name not in holding]
    if "landlock" in holding and "pid" not in holding and landlock.abi() < landlock.WITH_SIGNALS:
        missing.append("PID namespaces (or a newer Landlock, which also keeps signals in)")
    if "network" not in holding and os.environ.get(CLOSED_NETWORK) != "1":
        missing.append(f"a network namespace (or {CLOSED_NETWORK}=1, where all that can be reached may be)")
    return _and(missing) if missing else ""


def cage(layers: Iterable[Layer], slot: int, limits: Limits | None = None) -> Cage:
    """The cage of worker slot number `slot`, as far as it is plain: `holding.held` adds what others mustn't share."""
    names = tuple(layer.name for layer in layers if layer.holds)
    given = limits or Limits()
    if not kernel.LINUX:
        return Cage(names, limits=given)
    uid = uids.usual(slot) if "uid" in names else None
    if uid is None and not set(NAMESPACES) & set(names):
        # the number of processes is counted for the whole user
        given = msgspec.structs.replace(given, processes=given.processes + uids.threads(os.getuid()))
    return Cage(names, uid, reading.libraries(), (), given)

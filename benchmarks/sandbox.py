"""What the sandbox costs: entering it layer by layer, a new PID namespace, a room, and finding out what holds.

    python3 benchmarks/sandbox.py [--rounds 101]

Run it in the workshop's environment, on Linux, as root and as somebody else. It prints medians and, for the steps that
every service pays for, the slowest of twenty.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workshop.catalog import find  # noqa: E402 (the path must be right first)
from workshop.sandbox import entering, holding, kernel, landlock, layers, limits, room, seccomp  # noqa: E402
from workshop.sandbox.pid import new_pid_namespace  # noqa: E402
from workshop.sandbox.plan import Cage  # noqa: E402
from workshop.serve.preload import preload  # noqa: E402

LESSON = "3"
PORTS = (8001, 8002)
ALL = "all of enter()"
Step = tuple[str, float]


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def start(cage: Cage) -> list[Step]:
    """What each step of one start takes: fork as the warm parent does, and enter the cage layer by layer."""
    before = timed(new_pid_namespace) if "pid" in cage.layers else 0.0
    reader, writer = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        forked = 1000 * (time.perf_counter() - began)
        steps = [("new PID namespace", before), ("fork", forked), *entered(cage)]
        os.write(writer, json.dumps(steps).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        steps = [(name, seconds) for name, seconds in json.load(pipe)]
    os.waitpid(child, 0)
    return steps


def entered(cage: Cage) -> list[Step]:
    """The same steps as `enter` makes."""

    def quiet() -> None:
        kernel.control(kernel.SET_NO_NEW_PRIVILEGES, 1)
        kernel.control(kernel.SET_DUMPABLE, 0)

    def files() -> None:
        landlock.enter(entering.LANDLOCK, (str(ROOT), *cage.readable), ("/tmp",), PORTS)

    steps: list[tuple[str, Callable[[], object]]] = [
        ("control groups", lambda: entering.OUT_OF_MEMORY.write_bytes(b"1000")),
        ("limits", lambda: limits.enter(cage.limits)),
        ("user", lambda: entering._become(cage.uid, ())),
        ("no_new_privs", quiet),
        ("landlock", files),
        ("seccomp", lambda: seccomp.enter(own_user=cage.uid is not None)),
    ]
    taken = [(name, timed(step)) for name, step in steps]
    return [*taken, (ALL, sum(each for _, each in taken))]


def inside(cage: Cage, rounds: int) -> None:
    """In the room: a parent that has imported what the warm parent has, and what its starts take."""
    preload(find(LESSON).preload)
    gc.freeze()
    entering.join(cage)
    start(cage)
    rows = [start(cage) for _ in range(rounds)]
    print(f"{'a start, in ms':28}{'median':>8}{'of 20':>8}")
    for steps in zip(*rows, strict=True):
        taken = sorted(seconds for _, seconds in steps)
        print(f"{steps[0][0]:28}{statistics.median(taken):8.2f}{taken[len(taken) * 19 // 20]:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=101)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(msgspec.json.decode(options.inside, type=Cage), options.rounds)
        return
    found = layers.found()
    print(layers.line(found))
    few = range(max(3, options.rounds // 10))
    print(f"finding out what holds      {statistics.median(timed(layers.found) for _ in few):8.0f} ms")
    with holding.held(found, 60) as cage:
        nothing = [sys.executable, "-c", ""]
        plain = statistics.median(timed(lambda: subprocess.run(nothing, cwd=ROOT)) for _ in few)
        roomy = statistics.median(timed(lambda: subprocess.run(room.command(cage, *nothing), cwd=ROOT)) for _ in few)
        print(f"a room, besides its program {roomy - plain:8.0f} ms")
        words = (sys.executable, __file__, "--inside", msgspec.json.encode(cage).decode())
        subprocess.run(room.command(cage, *words, "--rounds", str(options.rounds)), cwd=ROOT, check=True)


if __name__ == "__main__":
    main()

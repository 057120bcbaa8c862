"""How long a stack takes until all its services are healthy: prints medians of several rounds, slowest last.

    python3 benchmarks/stacks.py [--lesson 6] [--rounds 5]

Each round begins with nothing but the images: new containers, a new database, its tables and first data. "Again" starts
what was stopped on the data that it kept. Containers need a Docker engine with Compose, and are left out without one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "repo")]

import engine  # noqa: E402 (the path must be right first)
from workshop import catalog  # noqa: E402
from workshop.stacks.members import members  # noqa: E402
from workshop.stacks.stack import running  # noqa: E402

UP = "up --detach --wait"


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def containers(lesson: str, rounds: int) -> dict[str, list[float]]:
    """Seconds to all healthy as containers: on new data, and on data that are there."""
    new, again = [], []
    with engine.stack(lesson) as stack:
        stack.compose("build")
        for _ in range(rounds):
            new.append(seconds(lambda: stack.compose(UP)))
            stack.compose("down")
            again.append(seconds(lambda: stack.compose(UP)))
            stack.compose("down --volumes")
    return {"containers, new": new, "containers, again": again}


def processes(lesson: str, rounds: int) -> dict[str, list[float]]:
    """Seconds to all healthy as processes: on new data, on data that are there, and of the whole command `up`."""
    found = catalog.find(lesson)
    stack_members = members(found, mine=False, say=print)

    def up(folder: Path) -> float:
        began = time.perf_counter()
        with running("benchmark", stack_members, print, folder) as stack:
            assert {stack.health(name) for name in stack.members} == {"ok"}
            return time.perf_counter() - began

    new, again, command = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            new.append(up(Path(folder)))
            again.append(up(Path(folder)))
        began = time.perf_counter()
        terminal = pexpect.spawn(sys.executable, ["-m", "workshop", "up", str(found.number)], cwd=str(ROOT), timeout=60)
        terminal.expect("Ctrl-C stops")
        command.append(time.perf_counter() - began)
        terminal.sendintr()
        terminal.expect(pexpect.EOF)
    return {"processes, new": new, "processes, again": again, "the command up": command}


VARIANTS: list[Callable[[str, int], dict[str, list[float]]]] = [processes, containers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lesson", default="6")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    lesson = catalog.find(options.lesson)
    print(f"the stack of lesson {lesson.number}, {', '.join(lesson.stack)}: until all are healthy")
    problem = engine.missing()
    if problem:
        print(f"containers are left out: {problem}")
    for measure in VARIANTS[:1] if problem else VARIANTS:
        for name, taken in measure(lesson.name, options.rounds).items():
            print(f"{name:<20} median {statistics.median(taken):5.1f} s   slowest {max(taken):5.1f} s")


if __name__ == "__main__":
    main()

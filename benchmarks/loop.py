"""How long a learner waits: prints medians and the ratios of one run.

    python3 benchmarks/loop.py [--rounds 11] [--fresh]

Run it in the workshop's environment, with requirements-dev.txt installed. `--fresh` also makes a clone with empty
caches and sets it up from nothing, which needs the network.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from learner import ENVIRONMENT, copy_with_work_done, saves  # noqa: E402 (the path must be right first)
from plain import write_plain_tests  # noqa: E402
from workshop import catalog  # noqa: E402
from workshop.check.checker import Checker  # noqa: E402

LESSON = "3"
TASK = 4


def median(action: Callable[[], float], rounds: int) -> float:
    return statistics.median(action() for _ in range(rounds))


def timed(command: list[str], folder: Path, env: dict[str, str] | None = None) -> float:
    """Seconds that `command` takes as a whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT | (env or {}), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began


def first_start(parent: Path) -> tuple[float, float]:
    """Seconds from a fresh clone to the first verdict with empty caches, and of the second start."""
    clone = parent / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    caches = {"UV_CACHE_DIR": str(parent / "uv"), "PIP_CACHE_DIR": str(parent / "pip")}
    bare = [getattr(sys, "_base_executable", sys.executable), "-m", "workshop"]
    return timed(bare, clone, caches), min(timed(bare, clone, caches) for _ in range(3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    lesson = catalog.find(LESSON)
    with Checker(lesson) as checker:
        verdict = checker.check(lesson.solution, tree="solutions")
        warm = median(lambda: checker.check(lesson.solution, tree="solutions").seconds, options.rounds)
    checks = [check for task in verdict.tasks for check in task.checks]
    requests = sum(len(check.requests) for check in checks)
    print(f"lesson {LESSON}: {len(checks)} checks, {requests} requests, each check on its own fresh service")
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_with_work_done(Path(folder), [lesson])
        write_plain_tests(copy / "plain", lesson.solution, checks)
        plain_command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_plain.py"]
        quick = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        timed(plain_command, copy / "plain", quick)
        plain = median(lambda: timed(plain_command, copy / "plain", quick), options.rounds)
        command = [sys.executable, "-m", "workshop", "check", LESSON]
        timed(command, copy)
        cold = median(lambda: timed(command, copy), options.rounds)
        in_hand, saved = map(statistics.median, saves(copy, lesson, [TASK] * options.rounds))
        print(f"plain pytest with the test client   {plain:6.2f} s")
        print(f"check {LESSON}, cold                      {cold:6.2f} s   {cold / plain:4.2f} times plain (at most 3)")
        print(f"watch, save to the task in hand     {in_hand:6.2f} s   (at most 0.35)")
        print(f"watch, save to the whole verdict    {saved:6.2f} s   {saved / plain:4.2f} times plain (at most 1)")
        print(f"  of this the checks themselves     {warm:6.2f} s   {1000 * warm / len(checks):.1f} ms a check")
        if options.fresh:
            first, second = first_start(Path(folder))
            print(f"fresh clone to first verdict        {first:6.2f} s   (at most 20)")
            print(f"second start to first verdict       {second:6.2f} s   (at most 1.5)")


if __name__ == "__main__":
    main()

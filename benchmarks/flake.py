"""Run every lesson's checks over its solution again and again while all cores are busy; prints what ever failed.

python3 benchmarks/flake.py [--runs 50]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workshop.catalog import lessons  # noqa: E402 (the path must be right first)
from workshop.check.checker import Checker  # noqa: E402


def burn() -> None:
    """Keep one core busy."""
    while True:
        sum(range(10_000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    busy = [multiprocessing.Process(target=burn, daemon=True) for _ in range(os.cpu_count() or 2)]
    for process in busy:
        process.start()
    failed = 0
    for lesson in lessons():
        seconds = []
        with Checker(lesson) as checker:
            for _ in range(runs):
                verdict = checker.check(lesson.solution, tree="solutions")
                seconds.append(verdict.seconds)
                for check in (check for task in verdict.tasks for check in task.checks if check.status != "passed"):
                    failed += 1
                    print(f"{lesson.name} {check.name} (seed {verdict.seed}): {check.message}")
        print(f"{lesson.name}: {runs} runs, median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s")
    for process in busy:
        process.kill()
    print(f"{failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""The workshop's own tests, as `workshop test` runs them: side by side, and afterwards those that measure, alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

TESTS = "tests/repo"
ALONE = f"{TESTS}/alone"
PORTION = 4  # one in so many of the tests that are alike is run
MOST_PROCESSES = 8
MOST_AGAIN = 10  # tests that are tried once more: so many a busy machine may upset
FAILED = 1  # the exit code by which pytest says that tests have failed, and nothing worse
PORTIONED = "WORKSHOP_PORTION"
SKIPS = "WORKSHOP_EXPECT_SKIPS"  # what this asks for is true of the tests that run side by side


def run(root: Path, everything: bool = False) -> int:
    """Run the tests of the repository at `root`; the exit code of pytest, 0 where all have passed.

    Unless `everything`, of the lessons' proofs and other tests that are many alike one in PORTION is run. A few that
    have failed are tried once more, alone, and that counts.
    """
    at_first = os.environ | {PORTIONED: "1" if everything else str(PORTION)}
    later = {name: value for name, value in at_first.items() if name != SKIPS}
    processes = str(min((os.cpu_count() or 1) + 1, MOST_PROCESSES))
    side_by_side = ["-n", processes, "--no-loadscope-reorder", "--ignore", ALONE]
    beside = pytest(root, ["-ra", "--cache-clear", *side_by_side], at_first)
    if beside not in (0, FAILED):
        return beside
    _say("The tests that measure, with nothing beside them")
    alone = pytest(root, ["-ra", ALONE], later)
    if alone not in (0, FAILED) or beside == alone == 0:
        return alone
    failed = _failed(root)
    if not 1 <= failed <= MOST_AGAIN:
        return FAILED
    _say(f"The {failed} that failed, once more: what a busy machine has upset passes alone")
    return pytest(root, ["-ra", "--last-failed", "--last-failed-no-failures", "none"], later)


def pytest(root: Path, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run pytest in the folder `root`, in this environment unless told another; its exit code."""
    process = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], cwd=root, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # pytest has got it as well, and ends in order


def _say(what: str) -> None:
    print(f"\n{what}", flush=True)


def _failed(root: Path) -> int:
    """How many tests have failed, as pytest keeps it."""
    try:
        return len(json.loads((root / ".pytest_cache/v/cache/lastfailed").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return 0

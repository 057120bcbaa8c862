"""How long the watch takes from a save to the verdict on the task in hand, and on the whole lesson: medians.

    python3 benchmarks/watch.py [--rounds 3] [LESSON …]

Run it in the workshop's environment, with requirements-dev.txt installed. Each round saves every task once.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from learner import copy_with_work_done, saves
from workshop import catalog


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", default=[lesson.name for lesson in catalog.lessons()])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    lessons = [catalog.find(name) for name in options.lessons]
    print("lesson               task in hand (slowest)   whole lesson (slowest)")
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_with_work_done(Path(folder), lessons)
        for lesson in lessons:
            tasks = [task.number for task in lesson.tasks] * options.rounds
            in_hand, whole = saves(copy, lesson, tasks)
            figures = [f"{statistics.median(each):6.2f} s ({max(each):5.2f})" for each in (in_hand, whole)]
            print(f"{lesson.name:<20} {figures[0]:<24} {figures[1]}", flush=True)


if __name__ == "__main__":
    main()

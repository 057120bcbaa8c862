"""A bench's process that does what a submission's file `said.txt` orders; without one it gives a verdict.

`python -m odd_bench LESSON LOG`: each order is noted in LOG, and a file BROKEN beside it lets nothing be checked.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import msgspec

from quick_bench import verdict_of
from workshop import catalog
from workshop.classroom.bench import Order, Outcome


def main(name: str, log: str) -> None:
    lesson = catalog.find(name)
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        file = Path(order.folder, "said.txt")
        said = file.read_text() if file.exists() else "starter"
        with Path(log).open("a") as noted:
            noted.write(f"{said}\n")
        times = Path(log).read_text().splitlines().count(said)
        outcome = Outcome(verdict_of(lesson, 1, order.seed))
        if said == "end" or (said == "end once" and times == 1):
            os._exit(1)
        elif said == "wait":
            signal.pause()
        elif said == "talk":
            os.write(1, b"{nonsense}\n")
        elif said == "fail" or Path(log).with_name("BROKEN").exists():
            outcome = Outcome(problem="PostgreSQL did not start.")
        os.write(1, msgspec.json.encode(outcome) + b"\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

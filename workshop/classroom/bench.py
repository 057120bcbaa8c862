"""A bench: the process in which submissions are checked, one after the other, by one checker.

`python -m workshop.classroom.bench LESSON CAGE`: a line of JSON with an Order comes in, one with what came of it goes
out. It runs in a room of its own, where nothing but its own servers, checks and services can be reached.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import msgspec

from workshop import catalog
from workshop.check.checker import Checker, CheckError
from workshop.check.verdict import Verdict
from workshop.sandbox.plan import Cage
from workshop.stores.process import StoreError


class Order(msgspec.Struct, frozen=True):
    """Check the lesson's files in `folder`, with values made of `seed`."""

    folder: str
    seed: str


class Outcome(msgspec.Struct, frozen=True):
    """What came of an order: a verdict, or why there is none; how many seconds it took."""

    verdict: Verdict | None = None
    problem: str = ""
    seconds: float = 0.0


def main(lesson: str, cage: Cage) -> None:
    """Do what standard input orders, until it ends."""
    output = os.dup(1)
    os.dup2(2, 1)
    try:
        with Checker(catalog.find(lesson), cage=cage) as checker:
            for line in sys.stdin.buffer:
                _answer(output, _done(checker, msgspec.json.decode(line, type=Order)))
    except (CheckError, StoreError) as error:  # at the beginning; who orders something is told, and this is over
        sys.stdin.buffer.readline()
        _answer(output, Outcome(problem=str(error)))


def _done(checker: Checker, order: Order) -> Outcome:
    began = time.monotonic()
    try:
        verdict = checker.check(Path(order.folder), seed=order.seed, thorough=True, again=True)
    except (CheckError, StoreError) as error:
        return Outcome(problem=str(error), seconds=time.monotonic() - began)
    return Outcome(verdict, seconds=time.monotonic() - began)


def _answer(output: int, outcome: Outcome) -> None:
    data = msgspec.json.encode(outcome) + b"\n"
    while data:
        data = data[os.write(output, data) :]


if __name__ == "__main__":
    main(sys.argv[1], msgspec.json.decode(sys.argv[2], type=Cage))

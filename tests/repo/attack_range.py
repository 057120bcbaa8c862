"""Where attacks are tried: a bench of each lesson, in its cage, with canaries around it."""

from __future__ import annotations

import itertools
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import psutil

from attack_canaries import VARIABLE, Canaries, left_in_folders, left_in_memory
from attack_case import Attack, build, honest
from workshop.catalog import ROOT, Lesson
from workshop.classroom.benches import Bench
from workshop.classroom.grade import Grade
from workshop.classroom.intake import find
from workshop.sandbox import holding, layers
from workshop.sandbox.plan import Cage
from workshop.serve.waiting import until

OUTCOMES = ROOT / ".workshop" / "attacks.json"
NOTE = re.compile(r'\b(?:GOT|TRIED) [^|\]\\"]*')
SLOT = 150  # of a user that no other test takes
LARGEST = 4 * 1024 * 1024  # bytes of a verdict as JSON
LONGEST = 300  # seconds
ENDING = 10.0  # seconds in which what was left must have ended


@dataclass
class Outcome:
    """What came of an attack: the grade, and all that should not have been, in words."""

    grade: Grade
    problems: list[str] = field(default_factory=list)
    said: str = ""


class Range:
    """Grades attacks one after the other; all that they share is closed at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.canaries = Canaries()
        self.open = ExitStack()
        self.bench: Bench | None = None
        self.cage: Cage | None = None
        self.graded = 0

    def bench_of(self, lesson: Lesson) -> Bench:
        """The bench of this lesson; another lesson's is closed."""
        if self.bench is None or self.bench.lesson != lesson:
            self.close_bench()
            self.cage = self.open.enter_context(holding.held(layers.found(), SLOT))
            self.open.enter_context(secret_in_environment(self.canaries.secret))
            self.bench = self.open.enter_context(Bench(lesson, self.cage, os.urandom(16)))
        return self.bench

    def close_bench(self) -> None:
        self.open.close()
        self.bench = None

    def honest(self, lesson: Lesson, undone: tuple[int, ...] = ()) -> Grade:
        """The grade of an honest submission that lacks these tasks."""
        handed_in = self._handed_in()
        honest(lesson, undone, handed_in / "honest")
        return self._grade(handed_in, lesson)

    def attack(self, name: str, attack: Attack) -> Outcome:
        """Grade it, as often as it says, and look at everything that it could have done."""
        problems: list[str] = []
        for _ in range(attack.times):
            handed_in = self._handed_in()
            build(name, attack, handed_in / name, self.canaries.given(attack.of, next(self.numbers)))
            grade = self._grade(handed_in, attack.of)
            problems += self._wrong(grade, attack)
        problems += self.canaries.disturbed()
        problems += self._left()
        self.graded += 1
        return Outcome(grade, list(dict.fromkeys(problems)), _notes(grade))

    def _handed_in(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.folder))

    def _grade(self, handed_in: Path, lesson: Lesson) -> Grade:
        (submission,) = find(handed_in, lesson)
        return self.bench_of(lesson).grade(submission)

    def _wrong(self, grade: Grade, attack: Attack) -> Iterator[str]:
        """What is wrong with the grade itself."""
        if grade.verdict is None:
            yield f"no verdict: {grade.problem}"
            return
        text = msgspec.json.encode(grade).decode()
        scores = {task.number: task.score for task in grade.verdict.tasks}
        less = attack.may_lose and all(score <= attack.earned[task] for task, score in scores.items())
        if scores != attack.earned and not less:
            yield f"earned {scores}, and not {attack.earned}"
        if self.canaries.secret in text:
            yield "the secret stands in the verdict"
        yield from (f"it {note}" for note in _noted(text) if note.startswith("GOT"))
        if not attack.quiet and "TRIED" not in text:
            yield "nothing was tried, as far as the verdict tells"
        if attack.says not in text.replace("\\n", "\n"):
            yield f"the verdict doesn't say “{attack.says}”"
        if any(character in text for character in ("\\u001b", "\x1b", "\\u0007", "\x07")):
            yield "control characters stand in the verdict"
        if len(text) > LARGEST:
            yield f"a verdict of {len(text)} bytes"
        if grade.seconds > LONGEST:
            yield f"it took {grade.seconds:.0f} seconds"

    def _left(self) -> Iterator[str]:
        """What has been left, once there was time to end it."""
        assert self.bench
        assert self.cage
        until(lambda: not self._running(), ENDING)
        for process in self._running():
            yield f"left running: {process}"
        for row in left_in_memory(self.cage.uid):
            yield f"left in memory: {row}"
        for path in left_in_folders(self.cage.uid):
            yield f"left behind: {path}"
        for folder in self.bench.handed_in.iterdir():
            yield f"left of the submission: {folder}"

    def _running(self) -> list[str]:
        """The processes of the cage's user; zombies are gone as soon as somebody looks."""
        found = []
        for process in psutil.process_iter(["uids", "status", "cmdline", "pid"]):
            uids, status = process.info["uids"], process.info["status"]
            if self.cage and uids and self.cage.uid in (uids.real, uids.effective) and status != psutil.STATUS_ZOMBIE:
                found.append(f"{process.info['pid']} {' '.join(process.info['cmdline'] or [])[:60]}")
        return found

    def close(self) -> None:
        self.close_bench()
        self.canaries.close()


def _noted(text: str) -> list[str]:
    """The notes of an attack in a verdict, each once."""
    return list(dict.fromkeys(note.strip() for note in NOTE.findall(text)))


def _notes(grade: Grade) -> str:
    return "\n".join(_noted(msgspec.json.encode(grade.verdict).decode())) if grade.verdict else grade.problem


@contextmanager
def secret_in_environment(secret: str) -> Iterator[None]:
    """The grader's environment holds the secret while a bench may be started."""
    names = (VARIABLE, f"WORKSHOP_{VARIABLE}")
    os.environ |= dict.fromkeys(names, secret)
    yield
    for name in names:
        os.environ.pop(name, None)


def keep(outcomes: Mapping[str, Any]) -> None:
    """Add these outcomes to those of earlier runs, for attack_table.py."""
    known = json.loads(OUTCOMES.read_text()) if OUTCOMES.exists() else {}
    OUTCOMES.parent.mkdir(exist_ok=True)
    OUTCOMES.write_text(json.dumps(known | dict(outcomes), indent=1, sort_keys=True))

"""A class of learners who have handed in very little, and the command that grades them with quick benches."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec

from quick_bench import LESSON
from small_course import ROOT, until
from workshop.classroom.grade import Grade

HERE = Path(__file__).parent
SECONDS = 180


class Class:
    """Submissions and the gradebook in a folder; `log` is what the benches have noted, `gate` what some wait for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.submissions = root / "submissions"
        self.submissions.mkdir(parents=True)
        self.out = root / "grades"
        self.log = root / "log"
        self.gate = root / "gate"
        self.started: list[subprocess.Popen[str]] = []
        self.journal = self.out / ".grades" / "grades"

    def hand_in(self, name: str, said: str) -> None:
        """`name` hands in what says this of itself."""
        folder = self.submissions / name / LESSON / "movies"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "app.py").write_text(f"# by {name}\n", encoding="utf-8")
        (folder.parent / "said.txt").write_text(f"{self.root} {said}", encoding="utf-8")

    def hand_in_all(self, number: int, said: str = "3") -> list[str]:
        names = [f"learner-{each:02}" for each in range(number)]
        for name in names:
            self.hand_in(name, said)
        return names

    def start(self, *arguments: str, **changes: str) -> subprocess.Popen[str]:
        """The command, under way."""
        process = subprocess.Popen(
            [sys.executable, "-m", "quick_bench", str(self.submissions), str(self.out), *arguments],
            cwd=ROOT,
            env=environment(**changes),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        """Leave no command running, whatever has failed."""
        for process in self.started:
            process.kill()
            process.wait(SECONDS)
            if process.stdout:
                process.stdout.close()

    def grade(self, *arguments: str, code: int = 0, **changes: str) -> str:
        """What the command prints; fails where it does not end with `code`."""
        return ended(self.start(*arguments, **changes), code)

    def waits_for(self, number: int) -> None:
        """Wait until so many grades are written."""
        until(lambda: len(list(self.journal.glob("*.json"))) >= number, f"{number} grades")

    def gradings(self) -> Counter[str]:
        """How many times each submission was graded."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return Counter(line.split()[0] for line in lines)

    def scores(self) -> dict[str, str]:
        """The gradebook: each name and its score. A name that is there twice fails."""
        with (self.out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        names = [row["name"] for row in rows]
        assert len(names) == len(set(names))
        return {row["name"]: row["score"] for row in rows}

    def kept(self) -> dict[str, Grade]:
        """The grades of the journal."""
        grades = [msgspec.json.decode(path.read_bytes(), type=Grade) for path in self.journal.glob("*.json")]
        return {grade.name: grade for grade in grades}


def environment(**changes: str) -> dict[str, str]:
    """That of a process that uses quick benches."""
    path = os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"PYTHONPATH": path} | changes


def ended(process: subprocess.Popen[str], code: int = 0) -> str:
    """What a command has printed that has ended so, with its blanks and lines made one blank each."""
    said, _ = process.communicate(timeout=SECONDS)
    assert "Traceback" not in said, said
    assert process.returncode == code, said
    return " ".join(said.split())

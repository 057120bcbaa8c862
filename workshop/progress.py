"""What this learner has done so far, kept in .workshop/ beside the lessons."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from workshop.catalog import ROOT, Lesson
from workshop.check.verdict import TaskStatus, Verdict


class TaskProgress(msgspec.Struct):
    """A task as it stood at the last check; `tried` once something the learner had written was checked."""

    status: TaskStatus = "todo"
    star: bool | None = None
    tried: bool = False
    hints: int = 0


class Progress(msgspec.Struct):
    """Every lesson's tasks, by lesson name and task number."""

    schema: Literal[1] = 1
    lessons: dict[str, dict[int, TaskProgress]] = {}

    def task(self, lesson: Lesson, number: int) -> TaskProgress:
        return self.lessons.setdefault(lesson.name, {}).setdefault(number, TaskProgress())

    def passed(self, lesson: Lesson) -> int:
        """How many of the lesson's tasks pass."""
        return sum(self.task(lesson, task.number).status == "passed" for task in lesson.tasks)

    def done(self, lesson: Lesson) -> bool:
        return self.passed(lesson) == len(lesson.tasks)

    def take_in(self, lesson: Lesson, verdict: Verdict) -> None:
        """Note what a verdict on the learner's own work says."""
        for judged in verdict.tasks:
            task = self.task(lesson, judged.number)
            task.tried = task.tried or judged.status != "todo"
            task.status, task.star = judged.status, judged.star

    def current(self, lessons: tuple[Lesson, ...]) -> Lesson:
        """The first lesson that is not done, or the last."""
        return next((lesson for lesson in lessons if not self.done(lesson)), lessons[-1])


class Store:
    """The folder .workshop/ of a repository."""

    def __init__(self, root: Path = ROOT) -> None:
        self.folder = root / ".workshop"
        self.path = self.folder / "progress.json"

    def load(self) -> Progress:
        """The progress so far; a file that can't be read is set aside under another name, and said."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Progress)
        except FileNotFoundError:
            return Progress()
        except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
            print(f"{self.path} could not be read ({error}); {self._set_aside()}. The next check fills it again.")
            return Progress()

    def _set_aside(self) -> str:
        aside = self._unused()
        try:
            self.path.rename(aside)
        except OSError:
            return "nor can it be set aside"
        return f"it is now {aside.name}"

    def _unused(self) -> Path:
        """A name that nothing has yet, for a progress file that can't be read."""
        names = ("progress.unreadable.json", *(f"progress.unreadable-{number}.json" for number in range(2, 1000)))
        return next(path for path in map(self.folder.joinpath, names) if not path.exists())

    def save(self, progress: Progress) -> None:
        self._write(self.path, msgspec.json.format(msgspec.json.encode(progress), indent=1))

    def save_verdict(self, verdict: Verdict) -> None:
        """Keep the last verdict on the learner's work, for `serve 3.2` to repeat what a check did."""
        self._write(self.folder / "last" / f"{verdict.lesson}.json", msgspec.json.encode(verdict))

    def last_verdict(self, lesson: Lesson) -> Verdict | None:
        try:
            return msgspec.json.decode((self.folder / "last" / f"{lesson.name}.json").read_bytes(), type=Verdict)
        except (msgspec.DecodeError, UnicodeDecodeError, OSError):
            return None

    def _write(self, path: Path, data: bytes) -> None:
        """Write whole or not at all; a folder that can't be written loses progress, not the run."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except OSError as error:
            print(f"Your progress could not be saved: {path}: {error.strerror}.")

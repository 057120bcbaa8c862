"""Two reports side by side: the same trouble, done to two stacks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workshop.catalog import Lesson
from workshop.demo.report import FOLDER, Mode, Report, Scene, page, place, read, writing
from workshop.promises import SCENARIOS


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario as both stacks have met it; None where one promises nothing for it."""

    id: str
    title: str
    question: str
    left: Scene | None
    right: Scene | None

    @property
    def seconds(self) -> float:
        """How long the longer of the two took, so that both are drawn at the same scale."""
        return max(scene.played.until for scene in (self.left, self.right) if scene)


def compare(left: Lesson, right: Lesson, mode: Mode, out: Path | None, folder: Path = FOLDER) -> Path:
    """Make one page of the two lessons' reports; gives where it is. Raises ReportError."""
    ours, theirs = (
        read(place(lesson, mode, folder).with_suffix(".json"), command(lesson, mode)) for lesson in (left, right)
    )
    suffix = "-docker" if mode == "containers" else ""
    path = out or folder / f"{left.number:02}-{right.number:02}{suffix}.html"
    with writing(path):
        path.write_text(text(ours, theirs, path), encoding="utf-8")
    return path


def text(left: Report, right: Report, path: Path) -> str:
    """The page of two reports, as it stands at `path`."""
    return page("compare.html", path, left=left, right=right, rows=rows(left, right))


def rows(left: Report, right: Report) -> list[Row]:
    """The scenarios that at least one of the two has met, in the course's order."""
    lefts, rights = ({scene.judgement.scenario: scene for scene in report.scenes} for report in (left, right))
    found = []
    for scenario in SCENARIOS:
        ours, theirs = lefts.get(scenario), rights.get(scenario)
        if told := theirs or ours:
            found.append(Row(scenario, told.title, told.question, ours, theirs))
    return found


def command(lesson: Lesson, mode: Mode) -> str:
    """What makes the report of this lesson."""
    return f"python3 -m workshop demo {lesson.number} --auto{' --docker' if mode == 'containers' else ''}"

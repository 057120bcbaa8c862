"""A course in miniature that has a whole stack: lessons 3 to 6, on ports that are free here."""

from __future__ import annotations

import shutil
from pathlib import Path

from small_course import ROOT, Course
from workshop.catalog import lessons
from workshop.serve.ports import free_port
from workshop.stores import unprivileged

STACKED = [lesson for lesson in lessons() if 3 <= lesson.number <= 6]


class Library(Course):
    """A course that has lessons 3 to 6."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.ports: dict[str, int] = {}
        for lesson in STACKED:
            shutil.copytree(lesson.starter, root / "lessons" / lesson.name)
            shutil.copytree(lesson.solution, root / "solutions" / lesson.name)
            shutil.copytree(lesson.checks, root / "tests" / lesson.name)
            path = root / "lessons" / lesson.name / "lesson.toml"
            text = path.read_text(encoding="utf-8")
            for name, service in lesson.services.items():
                self.ports[name] = free_port()
                text = text.replace(f"port = {service.port}", f"port = {self.ports[name]}")
            path.write_text(text, encoding="utf-8")
        shutil.copytree(ROOT / "tests" / "contract", root / "tests" / "contract")

    def url(self, service: str, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}{path}"

    def has_done(self, number: int) -> Path:
        """Let the solution of a lesson be the learner's work; the folder of it."""
        lesson = next(lesson for lesson in STACKED if lesson.number == number)
        leave_out = shutil.ignore_patterns("lesson.toml", "README.md", "__pycache__")
        work = self.root / "work" / lesson.name
        shutil.copytree(lesson.solution, work, ignore=leave_out)
        shutil.copytree(lesson.starter, self.root / ".workshop" / "begun" / lesson.name, ignore=leave_out)
        return work

    def end(self) -> None:
        """End what still runs, and take away what it kept elsewhere."""
        self.end_what_is_left()
        kept = self.root / ".workshop" / "stacks" / "postgres"
        elsewhere = unprivileged.folder_for(kept, unprivileged.user())
        if elsewhere != kept:
            shutil.rmtree(elsewhere, ignore_errors=True)

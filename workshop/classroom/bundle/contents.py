"""What grading one lesson needs of the repository: nothing of other lessons but their names and what is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workshop import catalog
from workshop.catalog import Lesson
from workshop.classroom.intake.place import SKIPPED_FILES, SKIPPED_FOLDERS

SCRIPTS = ("run_autograder", "setup.sh")  # in this folder; at the top of a bundle
LESSON = "lesson"  # the file that says which one it is
REQUIREMENTS = ("requirements.in", "requirements.txt", "requirements-dev.txt")
BELONGINGS = ("LICENSE", "conftest.py", "pyproject.toml", *REQUIREMENTS, "workshop")


def contents(lesson: Lesson) -> dict[str, bytes]:
    """The files of a bundle by their paths in it, in order."""
    root = lesson.root
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in _files(lesson)}
    for name in SCRIPTS:
        found[name] = Path(__file__).with_name(name).read_bytes().replace(b"\r\n", b"\n")
    found[LESSON] = f"{lesson.name}\n".encode()
    return dict(sorted(found.items()))


def _files(lesson: Lesson) -> Iterator[Path]:
    for place in _places(lesson):
        for path in [place] if place.is_file() else place.rglob("*"):
            if path.is_file() and not _left_behind(path.relative_to(lesson.root)):
                yield path


def _places(lesson: Lesson) -> Iterator[Path]:
    """The files and folders that are needed, from the repository's root."""
    yield from (lesson.root / name for name in BELONGINGS)
    yield from (lesson.starter, lesson.checks, lesson.root / "tests" / "contract")
    for other in catalog.lessons(lesson.root):  # which ports there are, and what another lesson's folder is called
        yield other.starter / "lesson.toml"
    for other in neighbours(lesson):
        yield other.solution


def neighbours(lesson: Lesson) -> list[Lesson]:
    """The earlier lessons that build what this one's services call: checks start their solutions beside them."""
    called = {name for service in lesson.services.values() for name in service.called}
    builders = {builder.name: builder for builder in map(lesson.builder_of, called) if builder.name != lesson.name}
    return [builders[name] for name in sorted(builders)]


def _left_behind(path: Path) -> bool:
    """Whether systems and programs have made it, or it is only to be looked at."""
    made = not SKIPPED_FOLDERS.isdisjoint(path.parts) or path.name in SKIPPED_FILES
    return made or path.suffix in (".pyc", ".png")

"""The report of an automatic demonstration: one HTML file that needs nothing beside it, and the same as JSON."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

import jinja2
import msgspec

from workshop.catalog import ROOT, Lesson
from workshop.demo import charts
from workshop.demo.judge import LABELS, Judgement
from workshop.demo.played import Played
from workshop.promises import WORDS, Demo
from workshop.templating import environment
from workshop.templating import seconds as seconds  # which the table of `auto` says times with, too

FOLDER = ROOT / ".workshop" / "reports"
Mode = Literal["processes", "containers"]


class Scene(msgspec.Struct, frozen=True):
    """A scenario that was played: its texts, the lesson that explains it, what was promised, seen and found."""

    title: str
    question: str
    happened: str
    taught: str
    taught_title: str
    demo: Demo
    played: Played
    judgement: Judgement


class Report(msgspec.Struct, frozen=True, tag="demo-1"):
    """What `demo --auto` has seen of a lesson's stack. `rate` is requests a second, `made` a time in words."""

    lesson: int
    name: str
    title: str
    mode: Mode
    whose: str
    rate: float
    made: str
    scenes: tuple[Scene, ...]

    @property
    def differences(self) -> list[str]:
        """Where the stack did otherwise than its lesson.toml says."""
        return [f"{scene.title}: {each}" for scene in self.scenes for each in scene.judgement.differences]

    @property
    def promised(self) -> int:
        """How many words lesson.toml has for the stack."""
        return sum(len(scene.demo.keeps) + len(scene.demo.breaks) for scene in self.scenes)


class ReportError(Exception):
    """A report that isn't there or can't be read or written; the message is for the person at the terminal."""


def place(lesson: Lesson, mode: Mode, folder: Path = FOLDER, mine: bool = False) -> Path:
    """Where the report of this lesson's stack is written, unless another place is wished."""
    return folder / f"{lesson.number:02}{'-mine' if mine else ''}{'-docker' if mode == 'containers' else ''}.html"


def write(report: Report, path: Path) -> None:
    """Write the report, and its JSON beside it; raises ReportError."""
    with writing(path):
        path.write_text(page("report.html", path, report=report), encoding="utf-8")
        path.with_suffix(".json").write_bytes(msgspec.json.encode(report))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """See that something can be written to `path`, before it is, inside; raises ReportError where it can't."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        yield
    except OSError as error:
        raise ReportError(f"{path} can't be written: {error.strerror}") from None


def read(path: Path, command: str) -> Report:
    """The report whose JSON is at `path`; raises ReportError, which names the `command` that makes it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except FileNotFoundError:
        problem = "is not there"
    except OSError as error:
        problem = f"can't be read: {error.strerror}"
    except msgspec.DecodeError:
        problem = "is no report of this version of the workshop"
    raise ReportError(f"{_shown(path)} {problem}. This makes it anew: {command}")


def page(template: str, path: Path, **given: object) -> str:
    """The template filled in, as a page that will stand at `path`."""

    def href(lesson: str) -> str | None:
        """Where a lesson's text is, seen from the page; None where that is outside of this repository."""
        if not path.resolve().is_relative_to(ROOT):
            return None
        return Path(os.path.relpath(ROOT / "lessons" / lesson / "README.md", path.resolve().parent)).as_posix()

    return _environment().get_template(template).render(given, href=href)


@cache
def _environment() -> jinja2.Environment:
    made = environment(Path(__file__).parent / "templates")
    made.globals.update(charts=charts, words=WORDS, labels=LABELS)
    return made


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)

"""A learner's page: what `check` prints of what they handed in. Nothing of anybody else's, and no script."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import jinja2
import msgspec
from markupsafe import Markup

from workshop.catalog import Lesson
from workshop.check import show
from workshop.classroom.book import entries, printed
from workshop.classroom.book.printed import Printed
from workshop.classroom.grade import Grade
from workshop.templating import environment, policy

TEMPLATES = Path(__file__).parent / "templates"
MADE_OF = "<!doctype html>\n<!-- a workshop's feedback, made of {} -->"


@cache
def templates() -> jinja2.Environment:
    return environment(TEMPLATES)


@cache
def text_of(name: str) -> str:
    """A style or a script as it stands in pages."""
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def page(grade: Grade, lesson: Lesson, shown: Printed | None) -> bytes:
    """The page; `shown` is what `check` prints, None where there is a problem instead."""
    style = "\n".join([text_of("base.css"), text_of("feedback.css"), *([shown.style] if shown else [])])
    given = {
        "made_of": Markup(MADE_OF.format(fingerprint(grade, lesson))),
        "policy": policy(style),
        "style": Markup(style),
        "name": entries.one_line(grade.name),
        "lesson": lesson,
        "score": grade.score,
        "max": grade.verdict.max if grade.verdict else lesson.points,
        "problem": "" if grade.verdict else entries.problem(grade),
        "shown": Markup(shown.html) if shown else "",  # escaped by rich
        "digest": entries.one_line(grade.digest)[:12],
    }
    return templates().get_template("feedback.html").render(given).encode()


def fingerprint(grade: Grade, lesson: Lesson) -> str:
    """Changes with all that decides what a learner's files say: the grade, the lesson's texts, and this program."""
    said = msgspec.json.encode([grade, lesson.title, lesson.points, [task.title for task in lesson.tasks]])
    return hashlib.sha256(_program() + said).hexdigest()[:32]


@cache
def _program() -> bytes:
    sources = [Path(show.__file__), *sorted(Path(printed.__file__).parent.glob("*.py"))]
    sources += sorted(TEMPLATES.iterdir())
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).digest()


def made_of(path: Path) -> str:
    """The fingerprint that stands in the page at `path`; empty where there is none, or no page of ours."""
    before, after = MADE_OF.split("{}")
    try:
        with path.open(encoding="utf-8") as file:
            begin = file.read(len(before) + 32 + len(after))
    except (OSError, UnicodeDecodeError):
        return ""
    return begin[len(before) : len(before) + 32] if begin.startswith(before) and begin.endswith(after) else ""

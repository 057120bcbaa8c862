"""The page about the class, and, where it is a large one, further pages with the rest of its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from workshop.catalog import Lesson
from workshop.classroom.bar import in_words
from workshop.classroom.book.about import About
from workshop.classroom.book.chart import distribution
from workshop.classroom.book.entries import Entry
from workshop.classroom.book.feedback import templates, text_of
from workshop.classroom.book.figures import figures
from workshop.classroom.book.keeping import FEEDBACK
from workshop.harness.expected import shorten
from workshop.templating import policy

ROWS = 2000  # that a browser still sorts at once
LONGEST = 200
MARKS = {"passed": "✓", "failed": "✗", "todo": "·", "skipped": "–"}
WORDS = {"passed": "passed", "failed": "failed", "todo": "not started", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the class, on a page of its own; numbers count from 1."""

    number: int
    first: int
    entries: Sequence[Entry]

    @property
    def file(self) -> str:
        return file_name(self.number)

    @property
    def last(self) -> int:
        return self.first + len(self.entries) - 1


def file_name(number: int) -> str:
    """index.html, index-2.html, …"""
    return "index.html" if number == 1 else f"index-{number}.html"


def pages(entries: Sequence[Entry], lesson: Lesson, about: About) -> Iterator[tuple[str, bytes]]:
    """The pages and their files' names, the first one last: once it is there, so is all that it leads to."""
    parts = [
        Part(number, first + 1, entries[first : first + ROWS])
        for number, first in enumerate(range(0, max(len(entries), 1), ROWS), start=1)
    ]
    style = "\n".join([text_of("base.css"), text_of("index.css")])
    script = text_of("table.js")
    given = {
        "policy": policy(style, script),
        "style": Markup(style),
        "script": Markup(script),
        "lesson": lesson,
        "about": about,
        "parts": parts,
        "total": len(entries),
        "href": href,
        "in_words": in_words,
        "short": lambda text: shorten(text, LONGEST),
        "marks": MARKS,
        "words": WORDS,
    }
    for part in reversed(parts):
        first = {"figures": figures(entries, lesson), "distribution": distribution} if part.number == 1 else {}
        template = "index.html" if part.number == 1 else "rest.html"
        yield part.file, templates().get_template(template).render(given, part=part, **first).encode()


def href(entry: Entry) -> str:
    """Where the learner's page is, seen from this one."""
    return f"{FEEDBACK}/{quote(entry.file)}.html"

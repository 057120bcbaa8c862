"""A lesson's text as a page, so that the console leads to it without the internet."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import mistune

from workshop.catalog import lessons

PAGE = """<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/page/colours.css">
<link rel="stylesheet" href="/page/reading.css">
<main>
{text}
</main>
</html>
"""


class _WithAnchors(mistune.HTMLRenderer):
    """Headings have the anchors that they have on GitHub."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:  # noqa: ARG002 (the name is mistune's)
        anchor = re.sub(r"[^\w\- ]", "", re.sub(r"<[^>]*>", "", text)).strip().lower().replace(" ", "-")
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'


def as_page(name: str) -> str | None:
    """The text of the lesson whose folder has this name, as HTML; None where there is no such lesson."""
    lesson = next((each for each in lessons() if each.name == name), None)
    if lesson is None:
        return None
    read = mistune.create_markdown(renderer=_WithAnchors(), plugins=["table"])
    text = read(lesson.text.read_text(encoding="utf-8"))
    return PAGE.format(title=escape(f"{lesson.number}. {lesson.title}"), text=text)

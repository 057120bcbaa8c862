"""Pieces of HTML for a cell's output: everything is escaped, and colours are chosen to be read on light and on dark."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup
from rich.text import Text

GREEN, RED, AMBER, BLUE = "#1a7f37", "#c4222e", "#8f5f00", "#0a62c4"
# mixed with the theme's own ink, a colour gets darker on light and lighter on dark
INK = "color:color-mix(in srgb,{} 60%,currentColor)"
STYLES = {
    "green": INK.format(GREEN),
    "red": INK.format(RED),
    "yellow": INK.format(AMBER),
    "cyan": INK.format(BLUE),
    "bold": "font-weight:600",
    "dim": "opacity:.75",
}
LINES = (
    "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere;max-height:26em;overflow:auto;"
    "margin:.4em 0 0;padding:.5em .8em;border-left:3px solid rgba(127,127,127,.45);border-radius:0 4px 4px 0;"
    "background:rgba(127,127,127,.08);color:inherit;line-height:1.45;font-size:.95em"
)
CELL = "padding:.3em .8em;vertical-align:top"
ELEMENT = Markup('<{0} style="{1}">{2}</{0}>')


def element(name: str, style: str, *content: str | Markup) -> Markup:
    """An element with a style; content that is not Markup is escaped."""
    return ELEMENT.format(name, style, Markup("").join(content))


def block(*content: str | Markup) -> Markup:
    """What one cell shows."""
    return element("div", "margin:.3em .4em;line-height:1.5", *content)


def badge(words: str, colour: str) -> Markup:
    """A few words in white on a colour, the same in every theme."""
    style = f"background:{colour};color:#fff;padding:.1em .6em;border-radius:1em;font-weight:600;font-size:.92em"
    return element("span", f"{style};white-space:nowrap", words)


def muted(words: str) -> Markup:
    return element("span", STYLES["dim"], words)


def code(words: str) -> Markup:
    return element("code", "background:none;color:inherit;padding:0;font-weight:600", words)


def lines(*content: str | Markup) -> Markup:
    """Preformatted lines; long ones are wrapped, many are scrolled."""
    return element("pre", LINES, *content)


def cell(*content: str | Markup, right: bool = False) -> Markup:
    """A cell of a table, as wide as its content."""
    return element("td", f"{CELL};white-space:nowrap;text-align:{'right' if right else 'left'}", *content)


def wide_cell(*content: str | Markup) -> Markup:
    """A cell that takes what room is left."""
    return element("td", f"{CELL};text-align:left;overflow-wrap:anywhere;width:100%", *content)


def table(rows: Iterable[Iterable[Markup]]) -> Markup:
    """A table of `cell`s."""
    body = Markup("").join(element("tr", "background:none", *row) for row in rows)
    return element("table", "margin:.4em 0;border-collapse:collapse", element("tbody", "", body))


def styled(text: Text) -> Markup:
    """A line made for the terminal, with the same emphasis."""
    pieces = []
    for start, end in _stretches(text):
        words = {word for span in text.spans if span.start <= start < span.end for word in str(span.style).split()}
        words |= set(str(text.style).split())
        style = ";".join(STYLES[word] for word in sorted(words) if word in STYLES)
        pieces.append(element("span", style, text.plain[start:end]))
    return Markup("").join(pieces)


def _stretches(text: Text) -> list[tuple[int, int]]:
    """The parts of `text` within which its style does not change, as (start, end)."""
    edges = sorted({0, len(text), *(span.start for span in text.spans), *(span.end for span in text.spans)})
    return [(start, end) for start, end in pairwise(edges) if start < end]

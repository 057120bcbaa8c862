"""The charts of the report, as SVG: every request is drawn, and its outcome has a shape of its own besides a colour.

They are as wide as `width`, and show `seconds` where that is more than the play took.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from workshop.demo.played import OUTCOMES, Mark, Outcome, Played, Relation, Reply

LEFT, RIGHT = 208, 14  # beside the plot: names, and a little air
LANE, HEADING, AXIS = 17, 22, 24  # heights
PANEL = 118
BARS = 46
MARK = 15  # height of a line of marks
CHARACTER = 6.6  # the width of one, about
FASTEST, SLOWEST = 0.001, 10.0  # seconds on the axis of waits
STEP = 0.5  # seconds in which calls are counted
HEADS: dict[Outcome, str] = {  # drawn around the end of the line that says how long it took
    "well": "m0-4v8",
    "stale": "m0-4.5l4 7.5h-8z",
    "told": "m0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z",
    "failed": "m-3.8-3.8l7.6 7.6m0-7.6l-7.6 7.6",
    "none": "m-3.4-3.4h6.8v6.8h-6.8z",
}


@dataclass(frozen=True, slots=True)
class Plot:
    """Where things are drawn: seconds from left to right, from `top` down to `bottom`."""

    width: int
    seconds: float
    top: float
    bottom: float

    def x(self, at: float) -> float:
        return LEFT + min(max(at / self.seconds, 0), 1) * (self.width - LEFT - RIGHT)


def legend() -> Markup:
    """A head of each kind, and what it says."""
    items = "".join(
        f'<li><svg class="chart" width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">'
        f'<path class="tail {outcome}" d="M1 7H9"/><path class="head {outcome}" d="M9 7{HEADS[outcome]}"/></svg>'
        f"{escape(said)}</li>"
        for outcome, said in OUTCOMES.items()
    )
    return Markup(f'<ul class="legend">{items}</ul>')


def lanes(played: Played, width: int = 1000, seconds: float = 0) -> Markup:
    """A lane for each route, a mark for each request: a line as long as it took, with a head for what came."""
    groups = [(title, names) for title, names in grouped(played) if names]
    seconds = max(seconds, played.until)
    top = _room_for_marks(played, width, seconds) + 4
    height = top + sum(HEADING + LANE * len(names) for _, names in groups) + AXIS
    plot = Plot(width, seconds, top, height - AXIS)
    replies: dict[str, list[Reply]] = {}
    for reply in played.replies:
        replies.setdefault(reply.route, []).append(reply)
    parts, y = [*_frame(plot, played)], top
    for title, names in groups:
        parts.append(f'<text class="group" x="4" y="{y + 15}">{escape(title)}</text>')
        y += HEADING
        for name in names:
            middle = y + LANE / 2
            shown = name if len(name) * CHARACTER < LEFT - 16 else f"{name[: int((LEFT - 16) / CHARACTER) - 1]}…"
            parts.append(f'<path class="lane" d="M{LEFT} {middle}H{width - RIGHT}"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{middle + 4}" class="name">{escape(shown)}</text>')
            points = [(plot.x(each.began), plot.x(each.ended), middle, each.outcome) for each in replies.get(name, [])]
            parts += _heads(points)
            y += LANE
    said = f"Every request of every route while this was played: {len(played.replies)} of them."
    return _svg(width, height, parts, said)


def waits(played: Played, deadline: float, width: int = 1000, seconds: float = 0) -> Markup:
    """How long each request took, by when it was sent: above what needs the box, below all else."""
    routes = {route.name: played.relation(route) for route in played.routes}
    panels: list[tuple[str, Sequence[Relation]]] = [
        (f"asks {played.box}, or {_verb(played)} it", ("related", "own")),
        (f"doesn't {_verb(played)[:-1]} {played.box}", ("unrelated",)),
    ]
    panels = [panel for panel in panels if set(panel[1]) & set(routes.values())]
    if len(panels) == 1:
        panels = [("every request", panels[0][1])]
    seconds = max(seconds, played.until)
    top = _room_for_marks(played, width, seconds) + 4
    height = top + len(panels) * (PANEL + HEADING) + AXIS
    parts = [*_frame(Plot(width, seconds, top, height - AXIS), played)]
    for number, (title, relations) in enumerate(panels):
        upper = top + number * (PANEL + HEADING) + HEADING
        plot = Plot(width, seconds, upper, upper + PANEL)
        parts.append(f'<text class="group" x="{LEFT + 2}" y="{upper - 6}">{escape(title)}</text>')
        parts += _ladder(plot, deadline)
        points = [
            (None, plot.x(reply.began), _height(plot, reply.seconds), reply.outcome)
            for reply in played.replies
            if routes[reply.route] in relations
        ]
        parts += _heads(points, dots=True)
    return _svg(width, height, parts, "How many seconds each request took, by when it was sent.")


def calls(played: Played, width: int = 1000, seconds: float = 0) -> Markup | None:
    """How many calls a second other services made to the box, from the wire; None where nobody calls it."""
    counted: dict[float, int] = {}
    for each in played.calls:
        counted[each.at] = counted.get(each.at, 0) + each.number
    if not counted:
        return None
    most = max(1, *counted.values())
    top, height = 20, 20 + BARS + AXIS
    plot = Plot(width, max(seconds, played.until), top, top + BARS)
    callers = " and ".join(dict.fromkeys(each.source for each in played.calls))
    title = f"calls from {callers} to {played.box}, a second (at most {most / STEP:g})"
    bars = "".join(
        f"M{_short(plot.x(at - STEP) + 1)} {plot.bottom}V{_short(plot.bottom - BARS * count / most)}"
        f"H{_short(plot.x(at) - 1)}V{plot.bottom}z"
        for at, count in sorted(counted.items())
        if count
    )
    parts = [*_frame(plot, played, with_words=False), f'<path class="calls" d="{bars}"/>']
    parts.append(f'<text class="group" x="{LEFT + 2}" y="13">{escape(title)}</text>')
    return _svg(width, height, parts, title)


def grouped(played: Played) -> list[tuple[str, list[str]]]:
    """The names of the routes by what they have to do with the box, with a title for each group."""
    titles: dict[Relation, str] = {
        "related": f"{_verb(played)} {played.box}",
        "own": f"asks {played.box} itself",
        "unrelated": f"doesn't {_verb(played)[:-1]} {played.box}",
    }
    names: dict[Relation, list[str]] = {relation: [] for relation in titles}
    for route in played.routes:
        names[played.relation(route)].append(route.name)
    if len(names["related"]) == len(played.routes):
        titles["related"] = "every route"
    return [(titles[relation], names[relation]) for relation in titles]


def _verb(played: Played) -> str:
    """What those do to the box that have to do with it."""
    return "needs" if played.is_needed else "uses"


def _svg(width: int, height: float, parts: Iterable[str], says: str) -> Markup:
    inside = "\n".join(parts)
    return Markup(
        f'<svg class="chart" viewBox="0 0 {width} {height:g}" role="img" aria-label="{escape(says)}">{inside}</svg>'
    )


def _frame(plot: Plot, played: Played, with_words: bool = True) -> Iterator[str]:
    """The time that it was bad, what happened when, and the axis of seconds."""
    begin, end = plot.x(played.broke), plot.x(played.mended)
    height = plot.bottom - plot.top
    yield f'<rect class="bad" x="{begin:.1f}" y="{plot.top:g}" width="{max(end - begin, 2):.1f}" height="{height:g}"/>'
    for mark, line in _placed(played.marks, plot) if with_words else ():
        x, y = plot.x(mark.at), MARK * line + 11
        left = x + CHARACTER * len(mark.says) > plot.width - RIGHT
        anchor = f'text-anchor="end" x="{x - 4:.1f}"' if left else f'x="{x + 4:.1f}"'
        yield f'<path class="when" d="M{x:.1f} {MARK * line + 2}V{plot.bottom:g}"/>'
        yield f'<text class="mark" {anchor} y="{y}">{escape(mark.says)}</text>'
    yield f'<path class="axis" d="M{LEFT} {plot.bottom:g}H{plot.width - RIGHT}"/>'
    first = -math.floor(played.broke / 5) * 5
    for second in range(first, math.ceil(plot.seconds - played.broke), 5):
        x = plot.x(second + played.broke)
        yield f'<path class="axis" d="M{x:.1f} {plot.bottom:g}v4"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{plot.bottom + 17:g}">{second} s</text>'


def _placed(marks: Sequence[Mark], plot: Plot) -> list[tuple[Mark, int]]:
    """Each mark with the line that its words stand on: one lower where it would run into the one before."""
    ends: list[float] = []
    placed = []
    for mark in marks:
        x, length = plot.x(mark.at), CHARACTER * len(mark.says) + 8
        begin = x - length if x + length > plot.width - RIGHT else x
        line = next((number for number, end in enumerate(ends) if end <= begin), len(ends))
        ends[line:] = [begin + length, *ends[line + 1 :]]
        placed.append((mark, line))
    return placed


def _room_for_marks(played: Played, width: int, seconds: float) -> float:
    placed = _placed(played.marks, Plot(width, seconds, 0, 0))
    return MARK * (1 + max((line for _, line in placed), default=0)) + 2


def _ladder(plot: Plot, deadline: float) -> Iterator[str]:
    """Lines for tenths, and the deadline."""
    for exponent in range(-3, 2):
        seconds = 10.0**exponent
        y = _height(plot, seconds)
        yield f'<path class="lane" d="M{LEFT} {y:.1f}H{plot.width - RIGHT}"/>'
        yield f'<text class="name" x="{LEFT - 8}" y="{y + 4:.1f}">{seconds:g} s</text>'
    y = _height(plot, deadline)
    yield f'<path class="deadline" d="M{LEFT} {y:.1f}H{plot.width - RIGHT}"/>'
    yield f'<text class="deadline" x="{plot.width - RIGHT}" y="{y - 4:.1f}">deadline {deadline:g} s</text>'


def _height(plot: Plot, seconds: float) -> float:
    share = math.log(min(max(seconds, FASTEST), SLOWEST) / FASTEST) / math.log(SLOWEST / FASTEST)
    return plot.bottom - share * (plot.bottom - plot.top)


def _heads(points: Iterable[tuple[float | None, float, float, Outcome]], dots: bool = False) -> Iterator[str]:
    """Requests, as a path for each outcome: where a line begins (None: there is none), and where its head is.

    With `dots` those that were answered well have a dot for a head.
    """
    tails: dict[Outcome, list[str]] = {}
    heads: dict[Outcome, list[str]] = {}
    for begin, x, y, outcome in points:
        if begin is not None and x - begin > 1.5:
            tails.setdefault(outcome, []).append(f"M{_short(begin)} {_short(y)}H{_short(x)}")
        head = "h0" if dots and outcome == "well" else HEADS[outcome]
        heads.setdefault(outcome, []).append(f"M{_short(x)} {_short(y)}{head}")
    for kind, paths in (("tail", tails), ("head", heads)):
        for outcome in OUTCOMES:
            if outcome in paths:
                shape = "dot" if dots and outcome == "well" else kind
                yield f'<path class="{shape} {outcome}" d="{"".join(paths[outcome])}"/>'


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")

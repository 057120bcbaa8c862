"""The distribution of scores, as SVG."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from workshop.classroom.book.figures import Bar

WIDTH, HEIGHT = 560, 236
TOP, BOTTOM = 22, 46  # room for the counts above, for scores and the axis' name below
WIDEST = 64


def distribution(bars: Sequence[Bar]) -> Markup:
    """A bar for each, with its count above and its scores below; all of it is said in words as well."""
    most = max(1, *(bar.count for bar in bars))
    step = min(WIDTH / len(bars), WIDEST)
    ground = HEIGHT - BOTTOM
    parts = []
    for number, bar in enumerate(bars):
        middle = (number + 0.5) * step
        high = (ground - TOP) * bar.count / most
        if bar.count:
            high = max(high, 2)  # one of many is seen, too
            parts.append(
                f'<rect class="bar" x="{middle - step * 0.41:.1f}" y="{ground - high:.1f}" '
                f'width="{step * 0.82:.1f}" height="{high:.1f}"/>'
            )
            parts.append(f'<text class="count" x="{middle:.1f}" y="{ground - high - 6:.1f}">{bar.count}</text>')
        parts.append(f'<text class="score" x="{middle:.1f}" y="{ground + 18}">{bar.label}</text>')
    parts.append(f'<path class="axis" d="M0 {ground}H{step * len(bars):.1f}"/>')
    parts.append(f'<text class="score name" x="{step * len(bars) / 2:.1f}" y="{HEIGHT - 6}">points</text>')
    said = ", ".join(f"{bar.label} points: {bar.count}" for bar in bars if bar.count) or "nobody was graded"
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="How many got how many points. {escape(said)}.">{"".join(parts)}</svg>'
    )

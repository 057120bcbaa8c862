"""What a lesson's stack promises for the time when a part of it is away, slow or wrong: the [[demo]] of lesson.toml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

SCENARIOS = ("cache-dies", "books-slow", "database-restarts", "bad-deploy", "traffic-peak")
WORDS = ("unrelated", "in-time", "told", "answers", "recovers", "writes")
LONGEST = 120.0  # seconds that may be waited for a promise


class Demo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scenario, and the words that the stack `keeps` in it, or visibly `breaks`; workshop/demo/judge.py defines them.

    Answers are due within `deadline` seconds, and all must be well `recovery` seconds after the mending.
    """

    scenario: str
    keeps: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    deadline: float = 4.0
    recovery: float = 25.0


def problems(demos: Sequence[Demo]) -> Iterator[tuple[str, str]]:
    """What is wrong with these promises: the key in lesson.toml, and in words what was expected."""
    for index, demo in enumerate(demos):
        for key, problem in _problems_of(demo):
            yield f"demo[{index}].{key}", problem
        if demo.scenario in {each.scenario for each in demos[:index]}:
            yield f"demo[{index}].scenario", f"expected each scenario once, got {demo.scenario} again"


def _problems_of(demo: Demo) -> Iterator[tuple[str, str]]:
    if demo.scenario not in SCENARIOS:
        yield "scenario", f'expected one of {", ".join(SCENARIOS)}; got "{demo.scenario}"'
    for key, words in (("keeps", demo.keeps), ("breaks", demo.breaks)):
        for word in words:
            if word not in WORDS:
                yield key, f'expected words out of {", ".join(WORDS)}; got "{word}"'
            if words.count(word) > 1:
                yield key, f"expected each word once, got {word} again"
    for word in demo.breaks:
        if word in demo.keeps:
            yield "breaks", f"expected no {word}, which is in keeps"
    for key, seconds in (("deadline", demo.deadline), ("recovery", demo.recovery)):
        if not 0 < seconds <= LONGEST:
            yield key, f"expected seconds, more than 0 and at most {LONGEST:g}, got {seconds:g}"

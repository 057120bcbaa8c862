"""Whether a stack has kept its promises while a scenario was played: what was seen goes in, findings come out.

The words that a lesson.toml may use:

unrelated  no request fails that doesn't need the box that is bad, and none is later than the deadline
in-time    what needs the box is answered within the deadline, be it with an error
told       what fails of that fails with a problem detail
answers    four in five of those that only read, while it is bad, are answered, if need be with an old answer
recovers   so many seconds after the mending every request is answered well, and in time, again
writes     what was acknowledged is there

What needs the box asks others, who need it: whoever asks the bad box itself can be told by nobody, and does not count.
Where no route needs it, as with a cache, it is whatever is asked of the services that call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from workshop.demo.played import RELATIONS, Asked, Played, Relation, Reply
from workshop.promises import Demo

LABELS = {  # what each word says, for people
    "unrelated": "others notice nothing",
    "in-time": "answers come in time",
    "told": "failures say what they are",
    "answers": "who reads is answered",
    "recovers": "all gets well by itself",
    "writes": "nothing written is lost",
}
ANSWERED = 0.8  # of those that read
RUNNING = 3  # good answers of each route, one after the other, that show it to be well


class Finding(msgspec.Struct, frozen=True):
    """A word, whether it was kept, how that is known, and what lesson.toml says of it."""

    word: str
    kept: bool
    says: str
    promised: Literal["keeps", "breaks"] | None = None

    @property
    def differs(self) -> bool:
        return self.promised is not None and self.kept != (self.promised == "keeps")


class Count(msgspec.Struct, frozen=True):
    """How many requests were sent, how many of them failed, and how many were answered after the deadline."""

    sent: int
    failed: int
    late: int

    @property
    def bad(self) -> int:
        return self.failed + self.late


class Judgement(msgspec.Struct, frozen=True):
    """What came of a scenario, in numbers and in findings.

    Requests are counted all together, and by what they have to do with the box that was bad. `slowest` is in seconds,
    `slowest_route` what took so long. `recovered` is how many seconds after the mending all was well again for good,
    None where it wasn't.
    """

    scenario: str
    sent: int
    failed: int
    late: int
    by: dict[Relation, Count]
    slowest: float
    slowest_route: str
    recovered: float | None
    findings: tuple[Finding, ...]
    ready: bool = True

    def finding(self, word: str) -> Finding | None:
        """What was found of this word; None where it does not apply."""
        return next((each for each in self.findings if each.word == word), None)

    @property
    def differences(self) -> list[str]:
        """Where it went otherwise than lesson.toml says, in words."""
        before = [] if self.ready else ["not all was well before it began, so that nothing is proved"]
        return before + [
            f"{each.word} should {'be kept' if each.promised == 'keeps' else 'break visibly'}: {each.says}"
            for each in self.findings
            if each.differs
        ]


def judge(played: Played, demo: Demo) -> Judgement:
    """The findings on every word that applies, with what `demo` promises of it."""
    seen = played.concerned()
    whole = _counted(seen, demo)
    slowest = max(seen, key=lambda reply: reply.seconds, default=None)
    return Judgement(
        scenario=played.scenario,
        sent=whole.sent,
        failed=whole.failed,
        late=whole.late,
        by={relation: _counted(_of(played, relation), demo) for relation in RELATIONS},
        slowest=slowest.seconds if slowest else 0.0,
        slowest_route=slowest.route if slowest else "",
        recovered=recovered(played, demo.deadline),
        findings=tuple(_findings(played, demo)),
        ready=played.ready,
    )


def _findings(played: Played, demo: Demo) -> Iterable[Finding]:
    for word, look in LOOKS.items():
        promised: Literal["keeps", "breaks"] | None = None
        if word in demo.keeps or word in demo.breaks:
            promised = "keeps" if word in demo.keeps else "breaks"
        outcome = look(played, demo)
        if outcome is not None:
            yield Finding(word, *outcome, promised)
        elif promised:
            yield Finding(word, promised == "breaks", "nothing was seen that it could be judged by", promised)


def recovered(played: Played, deadline: float) -> float | None:
    """Seconds after the mending from which on every request was answered well and in time.

    None where a route that is often sent has not shown that, by three such answers at the end.
    """
    after = sorted((reply for reply in played.replies if reply.began >= played.mended), key=lambda reply: reply.began)
    bad = [reply for reply in after if not reply.good or reply.seconds > deadline]
    for route in played.routes:
        last = [reply for reply in after if reply.route == route.name][-RUNNING:]
        if route.often and (len(last) < RUNNING or any(reply in bad for reply in last)):
            return None
    return max((reply.began for reply in bad), default=played.mended) - played.mended


# What is looked at for each word. Each gives whether it was kept and how that is known; None where it doesn't apply.
Looked = tuple[bool, str] | None


def unrelated(played: Played, demo: Demo) -> Looked:
    replies = _of(played, "unrelated")
    if not replies:
        return None
    failed, late = _bad(replies), _late(replies, demo.deadline)
    return not failed and not late, f"{_share(failed, replies)} failed{_first(failed)}; {_slowest(replies, demo)}"


def in_time(played: Played, demo: Demo) -> Looked:
    replies = _of(played, "related")
    if not replies:
        return None
    silent = [reply for reply in replies if reply.outcome == "none"]
    late = _late(replies, demo.deadline)
    without = f"; {_share(silent, replies)} without an answer{_first(silent)}" if silent else ""
    return not silent and not late, f"{_slowest(replies, demo)}{without}"


def told(played: Played, demo: Demo) -> Looked:  # noqa: ARG001 (all words are asked alike)
    replies = _of(played, "related")
    if not replies:
        return None
    failed = _bad(replies)
    mute = [reply for reply in failed if reply.outcome != "told"]
    if not failed:
        return True, f"none of {len(replies)} failed"
    return not mute, f"{_share(mute, failed)} failures had no problem detail{_first(mute)}"


def answers(played: Played, demo: Demo) -> Looked:  # noqa: ARG001
    reading = {route.name for route in played.routes if route.reads}
    replies = [
        reply
        for reply in _of(played, "related")
        if reply.route in reading and played.broke <= reply.began < played.mended
    ]
    if not replies:
        return None
    failed = _bad(replies)
    answered = len(replies) - len(failed)
    old = sum(reply.outcome == "stale" for reply in replies)
    with_old = f", {old} of them with an old answer" if old else ""
    return answered >= ANSWERED * len(replies), f"{answered} of {len(replies)} were answered{with_old}{_first(failed)}"


def recovers(played: Played, demo: Demo) -> Looked:
    seconds = recovered(played, demo.deadline)
    if seconds is None:
        return False, f"not all was well {played.until - played.mended:.1f} s after the mending"
    return seconds <= demo.recovery, f"all was well {seconds:.1f} s after the mending (at most {demo.recovery:g} s)"


def writes(played: Played, demo: Demo) -> Looked:  # noqa: ARG001
    if played.missing is None:
        return None
    if played.missing:
        return False, f"{len(played.missing)} missing: {', '.join(played.missing[:3])}"
    return True, "none is missing"


LOOKS: dict[str, Callable[[Played, Demo], Looked]] = {
    "unrelated": unrelated,
    "in-time": in_time,
    "told": told,
    "answers": answers,
    "recovers": recovers,
    "writes": writes,
}


def _of(played: Played, relation: Relation) -> list[Reply]:
    """The requests that count, of routes with this relation to the box."""
    routes: dict[str, Asked] = {route.name: route for route in played.routes}
    return [reply for reply in played.concerned() if played.relation(routes[reply.route]) == relation]


def _counted(replies: list[Reply], demo: Demo) -> Count:
    return Count(len(replies), len(_bad(replies)), sum(reply.good for reply in _late(replies, demo.deadline)))


def _bad(replies: Iterable[Reply]) -> list[Reply]:
    return [reply for reply in replies if not reply.good]


def _late(replies: Iterable[Reply], deadline: float) -> list[Reply]:
    return [reply for reply in replies if reply.seconds > deadline]


def _share(some: list[Reply], of: list[Reply]) -> str:
    return f"{len(some) or 'none'} of {len(of)}"


def _first(replies: list[Reply]) -> str:
    """The first of these as an example, in brackets; nothing where there is none."""
    if not replies:
        return ""
    first = min(replies, key=lambda reply: reply.began)
    return f" (first: {first.route}, {first.status or 'no answer'} after {first.seconds:.2f} s)"


def _slowest(replies: list[Reply], demo: Demo) -> str:
    slowest = max(replies, key=lambda reply: reply.seconds)
    return f"the slowest took {slowest.seconds:.2f} s of {demo.deadline:g} s ({slowest.route})"

"""The judge of the console: for made-up traffic, which promises were kept, which were broken, and how that is said."""

from __future__ import annotations

import msgspec
import pytest

from made_up import AUTHORS, BOOKS, BROKE, EVERY, MENDED, ROUTES, UNTIL, Luck, meanwhile, played, well
from workshop.demo.judge import LOOKS, Count, Finding, Judgement, judge
from workshop.demo.played import Played
from workshop.promises import WORDS, Demo

DEMO = Demo("books-slow", keeps=WORDS, deadline=4.0, recovery=4.0)


def found(what: Played, demo: Demo = DEMO) -> dict[str, Finding]:
    return {finding.word: finding for finding in judge(what, demo).findings}


def kept(what: Played, demo: Demo = DEMO) -> set[str]:
    return {word for word, finding in found(what, demo).items() if finding.kept}


def in_between(times: int) -> Luck:
    """So many times it fails while the box is bad, one after the other."""
    return meanwhile("told", until=BROKE + times * EVERY)


ALL = set(WORDS)
PLAYS = {
    "all is well": (played(missing=()), ALL),
    "an unrelated route fails": (played(missing=(), movies=meanwhile("failed")), ALL - {"unrelated"}),
    "it is told, which does not help": (played(missing=(), movies=meanwhile("told")), ALL - {"unrelated"}),
    "an unrelated route is late": (played(missing=(), authors=meanwhile("well", 4.1)), ALL - {"unrelated"}),
    "an unrelated route is nearly late": (played(missing=(), authors=meanwhile("well", 3.9)), ALL),
    "related routes are late": (played(missing=(), adding=meanwhile("told", 4.1)), ALL - {"in-time"}),
    "nobody answers related routes": (played(missing=(), adding=meanwhile("none")), ALL - {"in-time", "told"}),
    "related writes fail, and say so": (played(missing=(), adding=meanwhile("told")), ALL),
    "related writes fail, and don't": (played(missing=(), adding=meanwhile("failed")), ALL - {"told"}),
    "a fifth of the related reads fail": (played(missing=(), genre=in_between(4)), ALL),
    "more than a fifth of them fail": (played(missing=(), genre=in_between(5)), ALL - {"answers"}),
    "related reads fail, and say so": (played(missing=(), genre=meanwhile("told")), ALL - {"answers"}),
    "related reads have old answers": (played(missing=(), genre=meanwhile("stale")), ALL),
    "the box itself is away": (played(missing=(), books=meanwhile("none", 8.0)), ALL),
    "it takes long to get well": (played(missing=(), adding=meanwhile("told", until=MENDED + 4.6)), ALL - {"recovers"}),
    "it gets well in time": (played(missing=(), adding=meanwhile("told", until=MENDED + 4.1)), ALL),
    "the box itself does not get well": (played(missing=(), books=meanwhile("none", until=UNTIL)), ALL - {"recovers"}),
    "it answers as slowly as it may": (played(missing=(), books=meanwhile("well", 3.9, until=UNTIL)), ALL),
    "it answers, but slowly": (
        played(missing=(), books=meanwhile("well", 4.1, until=UNTIL)),
        ALL - {"recovers"},
    ),
    "a write is gone": (played(missing=("Load 7, a book",)), ALL - {"writes"}),
}


@pytest.mark.parametrize(("what", "words"), PLAYS.values(), ids=list(PLAYS))
def test_words_are_kept_or_broken(what: Played, words: set[str]) -> None:
    assert kept(what) == words


def test_every_word_of_the_catalog_is_looked_at() -> None:
    assert tuple(LOOKS) == WORDS


def test_what_comes_after_the_mending_counts_too() -> None:
    late = played(genre=lambda at: ("failed", 0.01) if at == MENDED + 1 else well(at))
    assert "told" not in kept(late)
    assert judge(late, DEMO).recovered == 1


def test_who_reads_must_be_answered_while_it_is_bad() -> None:
    after = played(genre=lambda at: ("told", 0.01) if not BROKE <= at < MENDED else well(at))
    assert "answers" in kept(after)


def test_what_was_over_before_does_not_count() -> None:
    before = played(movies=lambda at: ("failed", 0.01) if at < BROKE - 0.01 else well(at))
    assert "unrelated" in kept(before)
    assert judge(before, DEMO).failed == 0


def test_what_was_under_way_when_it_broke_counts() -> None:
    under_way = played(movies=lambda at: ("none", 1.0) if at == BROKE - 0.5 else well(at))
    assert "unrelated" not in kept(under_way)


def test_a_word_that_does_not_apply_is_not_there_unless_it_was_promised() -> None:
    nothing = Demo("traffic-peak")
    assert set(found(played("clients"), nothing)) == ALL - {"unrelated", "writes"}
    promised = found(played("clients"), Demo("traffic-peak", keeps=("unrelated",), breaks=("writes",)))
    assert (promised["unrelated"].kept, promised["unrelated"].differs) == (False, True)
    assert (promised["writes"].kept, promised["writes"].differs) == (True, True)
    assert promised["writes"].says == "nothing was seen that it could be judged by"


def test_under_a_peak_every_route_is_related() -> None:
    broken = kept(played("clients", movies=meanwhile("failed")))
    assert "told" not in broken
    assert "answers" not in broken


def test_what_only_helps_concerns_the_services_that_call_it() -> None:
    """A cache: no route needs it, and a service that calls it could be held up by it all the same."""
    others = kept(played("Valkey", movies=meanwhile("told")), Demo("cache-dies"))
    assert "unrelated" not in others
    assert {"in-time", "told", "answers"} <= others
    for route in ("authors", "genre"):
        related = kept(played("Valkey", **{route: meanwhile("failed", 5.0)}), Demo("cache-dies"))
        assert "unrelated" in related
        assert {"in-time", "told", "answers"} & related == set()


def judged(demo: Demo, what: Played) -> Judgement:
    return judge(what, demo)


def test_only_what_differs_from_the_promise_is_a_difference() -> None:
    falls = played(authors=meanwhile("failed"))
    assert judged(Demo("books-slow"), falls).differences == []
    assert judged(Demo("books-slow", breaks=("unrelated",)), falls).differences == []
    (broken,) = judged(Demo("books-slow", keeps=("unrelated", "in-time")), falls).differences
    assert broken == (
        "unrelated should be kept: 20 of 68 failed (first: GET /authors, 500 after 0.01 s); "
        "the slowest took 0.01 s of 4 s (GET /movies)"
    )
    (kept_after_all,) = judged(Demo("books-slow", breaks=("unrelated", "told")), falls).differences
    assert kept_after_all == "told should break visibly: none of 68 failed"


def test_a_stack_that_was_not_well_before_proves_nothing() -> None:
    (said,) = judge(played(ready=False), Demo("books-slow")).differences
    assert said == "not all was well before it began, so that nothing is proved"


def test_the_numbers() -> None:
    all_sorts = played(
        authors=lambda at: ("none", 4.5) if at == BROKE + 1 else well(at),
        adding=meanwhile("told", until=MENDED + 2),
        genre=meanwhile("stale", 4.1),
        books=lambda at: ("well", 5.0) if at == BROKE else well(at),
    )
    judgement = judge(all_sorts, DEMO)
    assert (judgement.sent, judgement.failed, judgement.late) == (5 * 34, 1 + 24, 20 + 1)
    assert judgement.by == {"unrelated": Count(68, 1, 0), "related": Count(68, 24, 20), "own": Count(34, 0, 1)}
    assert judgement.by["related"].bad == 44
    assert (judgement.slowest, judgement.slowest_route) == (5.0, BOOKS)
    assert judgement.recovered == 1.5


def test_well_again_is_what_three_answers_of_each_route_show() -> None:
    at_once = judge(played(), DEMO)
    assert at_once.recovered == 0
    three = judge(played(adding=meanwhile("told", until=UNTIL - 1.6)), DEMO)
    assert three.recovered == UNTIL - 2 - MENDED
    two = played(adding=meanwhile("told", until=UNTIL - 1.4))
    assert judge(two, DEMO).recovered is None
    assert found(two)["recovers"].says == f"not all was well {UNTIL - MENDED:.1f} s after the mending"


def test_a_route_that_is_seldom_sent_is_not_waited_for() -> None:
    once = msgspec.structs.replace(
        played(), replies=tuple(reply for reply in played().replies if reply.route != AUTHORS or reply.began < MENDED)
    )
    assert judge(once, DEMO).recovered is None
    seldom = tuple(msgspec.structs.replace(route, often=route.name != AUTHORS) for route in ROUTES)
    assert judge(msgspec.structs.replace(once, routes=seldom), DEMO).recovered == 0


def test_findings_say_what_was_seen() -> None:
    says = {
        word: finding.says
        for word, finding in found(
            played(
                missing=("a", "b", "c", "d"),
                genre=lambda at: (
                    ("told", 2.0) if at == BROKE + 2 else ("stale", 0.01) if BROKE <= at < MENDED else well(at)
                ),
                adding=meanwhile("failed", 2.5),
            )
        ).items()
    }
    assert says == {
        "unrelated": "none of 68 failed; the slowest took 0.01 s of 4 s (GET /movies)",
        "in-time": "the slowest took 2.50 s of 4 s (POST /authors/{id}/books)",
        "told": "20 of 21 failures had no problem detail (first: POST /authors/{id}/books, 500 after 2.50 s)",
        "answers": "19 of 20 were answered, 19 of them with an old answer "
        "(first: GET /authors?genre=, 503 after 2.00 s)",
        "recovers": "all was well 0.0 s after the mending (at most 4 s)",
        "writes": "4 missing: a, b, c",
    }


def test_nobody_knows_a_route_that_was_never_answered() -> None:
    silent = played(adding=lambda _: ("none", 8.0))
    assert kept(silent) == {"unrelated", "answers"}

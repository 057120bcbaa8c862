"""What the console's page shows, for made-up figures: rates, errors, latencies, steps, events, words for boxes."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import pytest

from workshop.demo.boxes import Breaker, Flow, in_words
from workshop.demo.figures import EVENTS, KEPT, LATELY, STEP, Figures, outcome
from workshop.demo.latency import quantile
from workshop.demo.played import OUTCOMES
from workshop.demo.traffic import NO_ANSWER, PROBLEM, Route, Sent
from workshop.demo.wire.counts import BOUNDS, EdgeFigures

EDGES = [("clients", "authors"), ("clients", "movies"), ("authors", "books"), ("authors", "PostgreSQL")]
TO_AUTHORS, TO_MOVIES, TO_BOOKS, TO_STORE = EDGES
START, OFFSET = 1000.0, 1_700_000_000.0
ROUTE = Route("GET /authors", "authors", frozenset({"authors", "PostgreSQL"}), lambda: None)
ADDING = Route("POST /authors/{id}/books", "authors", frozenset({"authors", "books"}), lambda: None)


def counted(edge: tuple[str, str] = TO_AUTHORS, seconds: float = 0.01, **given: Any) -> EdgeFigures:
    """What the wire says of an edge: n2xx=3, none=1; what was answered took so many seconds.

    Of the calls that wait there is the number, and the seconds of the oldest: waiting=(2, 1.5).
    """
    waiting = given.pop("waiting", (0, 0.0))
    outcomes = {name.removeprefix("n") if name != "none" else name: number for name, number in given.items() if number}
    caches, details = outcomes.pop("caches", {}), outcomes.pop("details", {})
    latency = [0] * (len(BOUNDS) + 1)
    latency[bisect_left(BOUNDS, seconds)] = sum(outcomes.values()) - outcomes.get("none", 0)
    return EdgeFigures(*edge, "http", outcomes, latency, caches, details, 1, *waiting)


def sent(at: float, seconds: float = 0.01, status: int = 200, route: Route = ROUTE, **given: str) -> Sent:
    """A request that ended at this moment."""
    kind = "application/json" if status < 400 else PROBLEM
    return Sent(route, at - seconds, seconds, status, given.pop("kind", kind), given.pop("said", "[]"), **given)


def figures(breaker: Breaker | None = None) -> Figures:
    return Figures(EDGES, OFFSET, breaker)


def edge(shown: dict[str, Any], of: tuple[str, str] = TO_AUTHORS) -> dict[str, Any]:
    return next(each for each in shown["edges"] if (each["source"], each["target"]) == of)


# edges


def test_an_edge_has_the_rate_of_the_last_seconds() -> None:
    these = figures()
    calls = [4] * 30 + [60] + [10] * 9  # in 20 seconds; the last ten of them are five seconds
    for number, made in enumerate(calls, start=1):
        these.take_edges(START + number * STEP, [counted(n2xx=made)])
    assert edge(these.now(START + 20, {}))["rate"] == 30.0
    assert edge(these.now(START + 20, {}), TO_MOVIES)["rate"] == 0


def test_the_rate_is_right_from_the_first_step_on_and_after_a_late_one() -> None:
    these = figures()
    these.take_edges(START, [counted(n2xx=4)])
    assert edge(these.now(START, {}))["rate"] == 8.0
    these.take_edges(START + 6, [counted(n2xx=60)])
    assert edge(these.now(START + 6, {}))["rate"] == 10.0


def test_what_is_long_past_is_forgotten() -> None:
    these = figures()
    these.take_edges(START, [counted(n2xx=4)])
    assert edge(these.now(START + LATELY, {}))["rate"] == 0
    for number in range(2000):
        these.take_edges(START + number * STEP, [counted(n2xx=1)])
    assert len(these.heard) == KEPT / STEP


def test_errors_are_what_the_other_side_is_to_blame_for() -> None:
    these = figures()
    these.take_edges(START, [counted(n2xx=5, n3xx=1, n4xx=2, n5xx=1, none=1), counted(TO_BOOKS, n4xx=3)])
    shown = these.now(START, {})
    assert edge(shown)["errors"] == 0.2
    assert edge(shown, TO_BOOKS)["errors"] == 0
    assert edge(shown, TO_STORE)["errors"] == 0


def test_median_and_95th_percentile_come_out_of_the_buckets() -> None:
    these = figures()
    these.take_edges(START, [counted(n2xx=90, seconds=0.01)])
    these.take_edges(START + STEP, [counted(n2xx=10, seconds=2.0)])
    shown = edge(these.now(START + STEP, {}))
    assert shown["median"] == pytest.approx(0.01, rel=0.26)
    assert shown["p95"] == pytest.approx(2.0, rel=0.26)
    assert edge(these.now(START + STEP, {}), TO_BOOKS)["median"] is None


def test_calls_that_nobody_answered_have_no_latency() -> None:
    these = figures()
    these.take_edges(START, [counted(none=3)])
    assert edge(these.now(START, {})) == {
        "source": "clients",
        "target": "authors",
        "rate": 6.0,
        "errors": 1.0,
        "median": None,
        "p95": None,
        "hang": 0,
    }


def test_calls_that_wait_are_those_of_this_moment() -> None:
    these = figures()
    these.take_edges(START, [counted(waiting=(3, 0.9))])
    assert edge(these.now(START, {}))["hang"] == 0
    these.take_edges(START + STEP, [counted(waiting=(2, 1.4))])
    assert edge(these.now(START + STEP, {}))["hang"] == 2
    these.take_edges(START + 2 * STEP, [counted(none=2)])
    assert edge(these.now(START + 2 * STEP, {}))["hang"] == 0


@pytest.mark.parametrize(("share", "expected"), [(0.0, None), (0.25, 0.00005), (0.5, 0.0001), (1.0, BOUNDS[1])])
def test_a_quantile_lies_in_its_bucket(share: float, expected: float | None) -> None:
    counts = [2, 2] + [0] * (len(BOUNDS) - 1)
    found = quantile(counts, share)
    assert found == (None if expected is None else pytest.approx(expected))


def test_what_is_slower_than_all_buckets_counts_as_the_slowest() -> None:
    assert quantile([0] * len(BOUNDS) + [1], 0.5) == BOUNDS[-1]
    assert quantile([], 0.5) is None


def test_calls_from_service_to_service_can_be_looked_up() -> None:
    these = figures()
    for number in range(4):
        these.take_edges(START + number * STEP, [counted(TO_BOOKS, n2xx=number, none=1), counted(n2xx=9)])
    assert these.calls("books", START, START + 2 * STEP) == [
        (START + STEP, "authors", 2),
        (START + 2 * STEP, "authors", 3),
    ]


# steps


def test_a_step_counts_what_came_by_its_outcome() -> None:
    these = figures()
    for status, kind, cache in (
        (200, "application/json", ""),
        (304, "", ""),
        (200, "application/json", "authors; hit"),
        (200, "application/json", "authors; hit; ttl=-3; detail=Open"),
        (200, "application/json", "authors; fwd=stale; detail=TooSlow"),
        (503, PROBLEM, ""),
        (404, PROBLEM, ""),
        (502, "application/json", ""),
        (500, "text/html", ""),
        (NO_ANSWER, "", ""),
    ):
        these.take_sent(sent(START + 0.1, status=status, kind=kind, cache=cache))
    these.now(START + STEP, {})
    (step,) = these.since(0, 0)["steps"]
    assert step["outcomes"] == {"well": 3, "stale": 2, "told": 2, "failed": 2, "none": 1}


def test_an_outcome_is_one_of_those_that_are_drawn() -> None:
    assert outcome(sent(START)) == "well"
    assert set(OUTCOMES) == {"well", "stale", "told", "failed", "none"}


def test_steps_follow_each_other_without_a_gap_and_are_given_once() -> None:
    these = figures()
    these.take_sent(sent(START + 0.1))
    these.now(START + 0.6, {})
    these.take_sent(sent(START + 2.2))
    these.now(START + 2.4, {})
    first = these.since(0, 0)["steps"]
    assert [step["at"] - OFFSET for step in first] == [START + number * STEP for number in range(4)]
    assert [step["outcomes"]["well"] for step in first] == [1, 0, 0, 0]
    these.now(START + 2.5, {})
    (new,) = these.since(first[-1]["at"], 0)["steps"]
    assert (new["at"] - OFFSET, new["outcomes"]["well"]) == (START + 2.0, 1)
    assert these.since(new["at"], 0)["steps"] == []


def test_a_step_has_the_latencies_of_what_ended_in_it() -> None:
    these = figures()
    for number in range(1, 21):
        these.take_sent(sent(START + 0.2, seconds=number / 10))
    these.now(START + STEP, {})
    (step,) = these.since(0, 0)["steps"]
    assert (step["median"], step["p95"]) == (pytest.approx(1.1), pytest.approx(2.0))
    these.now(START + 2 * STEP, {})
    empty = these.since(0, 0)["steps"][-1]
    assert (empty["median"], empty["p95"]) == (None, None)


def test_a_reply_that_is_told_late_is_in_the_next_step() -> None:
    these = figures()
    these.now(START, {})
    these.now(START + STEP, {})
    these.take_sent(sent(START + STEP - 0.01))
    these.now(START + 2 * STEP, {})
    assert [step["outcomes"]["well"] for step in these.since(0, 0)["steps"]] == [0, 1]


def test_two_minutes_are_kept_however_long_nobody_looks() -> None:
    these = figures()
    these.now(START, {})
    for number in range(1000):
        these.take_sent(sent(START + number))
    these.now(START + 1000, {})
    steps = these.since(0, 0)["steps"]
    assert len(steps) == KEPT / STEP
    assert steps[-1]["at"] - OFFSET == START + 1000 - STEP
    assert sum(step["outcomes"]["well"] for step in steps) == KEPT
    assert these.open == {}


def test_events_are_numbered_and_bounded() -> None:
    these = figures()
    these.note(START, "books killed", "books")
    these.note(START + 1, "40 requests a second")
    assert these.since(0, 0)["events"] == [
        {"id": 1, "at": START + OFFSET, "text": "books killed", "box": "books"},
        {"id": 2, "at": START + 1 + OFFSET, "text": "40 requests a second", "box": None},
    ]
    assert [event["id"] for event in these.since(0, 1)["events"]] == [2]
    for _ in range(2 * EVENTS):
        these.note(START + 2, "again")
    assert len(these.since(0, 0)["events"]) == EVENTS


def test_the_last_reply_of_each_route_is_shown() -> None:
    these = figures()
    these.take_sent(sent(START, status=503, said="first"))
    these.take_sent(sent(START + 1, status=200, said="second", cache="authors; fwd=stale; detail=TooSlow"))
    assert these.now(START + 1, {})["replies"] == {
        "GET /authors": {
            "status": 200,
            "seconds": pytest.approx(0.01),
            "kind": "application/json",
            "stale": True,
            "said": "second",
            "at": pytest.approx(START + 1 + OFFSET),
        }
    }


# boxes


def flow(seconds: float = 0.01, **given: Any) -> Flow:
    made = Flow(LATELY)
    made.add(counted(seconds=seconds, **given))
    return made


@pytest.mark.parametrize(
    ("state", "calls", "expected"),
    [
        ("running", flow(n2xx=10), ("well", "answers")),
        ("running", flow(), ("well", "nobody asks")),
        ("running", flow(waiting=(9, 1.0)), ("well", "nobody asks")),
        ("running", flow(waiting=(1, 1.1)), ("away", "does not answer")),
        ("running", flow(n2xx=1, waiting=(9, 3.0)), ("well", "answers")),
        ("frozen", flow(waiting=(9, 3.0)), ("away", "frozen: says nothing")),
        ("running", flow(n2xx=91, n5xx=9), ("well", "answers")),
        ("running", flow(n2xx=90, n5xx=10), ("hurt", "10% of calls fail")),
        ("running", flow(n4xx=10), ("well", "answers")),
        ("running", flow(n2xx=1, n5xx=2, none=3), ("hurt", "83% of calls fail")),
        ("running", flow(n2xx=2, none=3), ("away", "does not answer")),
        ("running", flow(seconds=1.9, n2xx=10), ("hurt", "5% wait over 2.0 s")),
        ("away", flow(n2xx=10), ("away", "away")),
        ("frozen", flow(n2xx=10), ("away", "frozen: says nothing")),
        ("starting", flow(), ("hurt", "starting")),
        ("slow 3 s", flow(n2xx=10), ("hurt", "slow 3 s")),
        ("bad version", flow(n5xx=10), ("hurt", "bad version")),
    ],
)
def test_a_box_says_in_words_how_it_is(state: str, calls: Flow, expected: tuple[str, str]) -> None:
    assert in_words(state, calls) == expected
    assert len(expected[1]) <= 24


def test_a_box_is_judged_by_those_who_call_it_and_clients_by_what_they_see() -> None:
    these = figures()
    these.take_edges(START, [counted(n2xx=8), counted(TO_MOVIES, n5xx=2), counted(TO_BOOKS, none=5)])
    boxes = these.now(START, dict.fromkeys(("clients", "movies", "authors", "books", "PostgreSQL"), "running"))["boxes"]
    assert {name: box["words"] for name, box in boxes.items()} == {
        "clients": "20% of requests fail",
        "movies": "100% of calls fail",
        "authors": "answers",
        "books": "does not answer",
        "PostgreSQL": "nobody asks",
    }
    assert {name: box["look"] for name, box in boxes.items()} == {
        "clients": "hurt",
        "movies": "hurt",
        "authors": "well",
        "books": "away",
        "PostgreSQL": "well",
    }
    assert boxes["movies"]["state"] == "running"


def test_a_box_whose_callers_all_wait_does_not_answer_and_neither_do_clients_get_one() -> None:
    these = figures()
    these.take_edges(START, [counted(waiting=(4, 1.2)), counted(TO_MOVIES, waiting=(1, 0.2))])
    boxes = these.now(START, dict.fromkeys(("clients", "authors", "movies", "books"), "running"))["boxes"]
    assert {name: (box["look"], box["words"]) for name, box in boxes.items()} == {
        "clients": ("away", "gets no answer"),
        "authors": ("away", "does not answer"),
        "movies": ("well", "nobody asks"),
        "books": ("well", "nobody asks"),
    }


def authors(these: Figures, at: float) -> dict[str, Any]:
    box: dict[str, Any] = these.now(at, {"authors": "running", "books": "running"})["boxes"]["authors"]
    return box


def test_the_share_of_hits_is_what_replies_say() -> None:
    these = figures()
    assert authors(these, START)["hit_share"] is None
    these.take_edges(START, [counted(n2xx=12, caches={"hit": 6, "miss": 1, "stale": 1})])
    assert authors(these, START)["hit_share"] == 0.75
    assert authors(these, START)["knows"] == "8 replies of the last seconds had Cache-Status"
    assert these.now(START, {"books": "running"})["boxes"]["books"]["hit_share"] is None


def test_a_stack_without_a_breaker_shows_none() -> None:
    these = figures()
    these.take_edges(START, [counted(n2xx=1, details={"Open": 1})])
    assert authors(these, START)["breaker"] is None


def test_the_breaker_is_open_when_cache_status_says_so() -> None:
    these = figures(Breaker())
    these.take_edges(START, [counted(n2xx=4, details={"TooSlow": 4})])
    assert (authors(these, START)["breaker"], authors(these, START)["knows"]) == (
        "closed",
        "no reply of authors says that it is open",
    )
    these.take_edges(START + STEP, [counted(n2xx=4, details={"Open": 3})])
    shown = authors(these, START + STEP)
    assert shown["breaker"] == "open"
    assert shown["knows"] == "3 replies have just said so: Cache-Status with detail=Open"
    assert these.now(START + STEP, {"books": "running"})["boxes"]["books"]["breaker"] is None


def test_the_breaker_is_closed_again_soon_after_the_last_reply_that_said_otherwise() -> None:
    these = figures(Breaker())
    for number in range(8):
        these.take_edges(START + number * STEP, [counted(n2xx=4, details={"Open": 0 if number else 1})])
    assert authors(these, START + 1.5)["breaker"] == "open"
    assert authors(these, START + 3.5)["breaker"] == "closed"


def test_the_breaker_is_open_when_writers_are_refused_and_nobody_calls() -> None:
    these = figures(Breaker())
    these.take_edges(START, [counted(n5xx=1), counted(TO_BOOKS, waiting=(1, 0.2))])  # the probe
    these.take_sent(sent(START, status=503, retry_after="1", route=ADDING))
    shown = authors(these, START)
    assert shown["breaker"] == "open"
    assert shown["knows"] == "1 replies have just been 503 where books is needed, and no call goes there"
    assert authors(these, START + 2.5)["breaker"] == "closed"


@pytest.mark.parametrize("calls", [{"n2xx": 2}, {"waiting": (2, 0.3)}])
def test_a_refusal_while_others_call_is_the_bulkhead(calls: dict[str, Any]) -> None:
    these = figures(Breaker())
    these.take_edges(START, [counted(n5xx=1), counted(TO_BOOKS, **calls)])
    these.take_sent(sent(START, status=503, retry_after="1", route=ADDING))
    assert authors(these, START)["breaker"] == "closed"


def test_refusals_where_books_is_not_needed_either_are_the_store_s() -> None:
    these = figures(Breaker())
    these.take_edges(START, [counted(n5xx=2)])
    for route in (ADDING, ROUTE):
        these.take_sent(sent(START, status=503, retry_after="1", route=route))
    assert authors(these, START)["breaker"] == "closed"


@pytest.mark.parametrize(("status", "retry_after"), [(503, ""), (504, "1"), (200, "1")])
def test_other_replies_say_nothing_of_the_breaker(status: int, retry_after: str) -> None:
    these = figures(Breaker())
    these.take_edges(START, [counted(n5xx=1)])
    these.take_sent(sent(START, status=status, retry_after=retry_after, route=ADDING))
    assert authors(these, START)["breaker"] == "closed"

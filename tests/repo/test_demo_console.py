"""The console of a real stack: what its pictures hold, what it does when asked, how a scenario goes and is stopped."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("freezes processes", allow_module_level=True)

from shown import shown
from workshop.demo import scenarios
from workshop.demo.console import Console
from workshop.demo.system import ActionError
from workshop.serve.waiting import until
from workshop.stacks.stack import StackError

SECONDS = 30.0  # that anything may take


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with shown(6, tmp_path_factory.mktemp("six"), rate=60) as console:
        assert seen(console, lambda picture: len(picture["replies"]) > 12)
        yield console


@pytest.fixture(autouse=True)
def mended(console: Console) -> Iterator[None]:
    yield
    console.stop_scenario()
    assert until(lambda: console.playing is None, SECONDS)
    console.system.mend()
    assert seen(console, lambda picture: set(states(picture).values()) == {"running"})


def seen(console: Console, condition: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a picture comes that has what is looked for."""
    pictures = iter(lambda: console.after(console.number, SECONDS), None)
    ended = threading.Event()
    timer = threading.Timer(SECONDS, ended.set)
    timer.start()
    try:
        return any(condition(picture) or ended.is_set() for _, picture in pictures) and not ended.is_set()
    finally:
        timer.cancel()


def states(picture: dict[str, Any]) -> dict[str, str]:
    return {name: box["state"] for name, box in picture["boxes"].items()}


def events(console: Console) -> list[str]:
    return [event["text"] for event in console.history()["events"]]


def test_the_setting_names_what_the_pictures_speak_of(console: Console) -> None:
    setup = console.setup()
    assert (setup["lesson"]["number"], setup["mode"], setup["rate"]) == (6, "processes", 60)
    names = [box["name"] for box in setup["boxes"]]
    assert names == ["clients", "movies", "users", "books", "authors", "PostgreSQL"]
    assert {"source": "authors", "target": "books"} in setup["edges"]
    assert [scenario["id"] for scenario in setup["scenarios"]] == [
        "books-slow",
        "database-restarts",
        "bad-deploy",
        "traffic-peak",
    ]
    assert setup["scenarios"][0]["link"] == {
        "title": "Lesson 6: Author service",
        "href": "/lessons/06-author-service/README.md",
    }
    _, picture = console.after(0, SECONDS) or (0, {})
    assert list(picture["boxes"]) == names
    assert [{"source": edge["source"], "target": edge["target"]} for edge in picture["edges"]] == setup["edges"]
    assert {route["name"] for route in setup["routes"]} >= set(picture["replies"])


def test_pictures_are_numbered_and_come_twice_a_second(console: Console) -> None:
    first, _ = console.after(0, SECONDS) or (0, {})
    second, picture = console.after(first, SECONDS) or (0, {})
    third, later = console.after(second, SECONDS) or (0, {})
    assert (second, third) == (first + 1, first + 2)
    assert 0.2 < later["at"] - picture["at"] < 1.5
    assert console.after(third + 1000, 0.01) is None


def test_pictures_have_the_steps_and_events_since_the_one_before(console: Console) -> None:
    number, _ = console.after(console.number, SECONDS) or (0, {})
    steps, texts = [], []
    console.set_rate(61)
    for _ in range(4):
        number, picture = console.after(number, SECONDS) or (0, {})
        steps += [step["at"] for step in picture["steps"]]
        texts += [event["text"] for event in picture["events"]]
    assert texts == ["61 requests a second"]
    assert 3 <= len(steps) == len(set(steps)) <= 5
    kept = [step["at"] for step in console.history()["steps"]]
    assert [step for step in kept if steps[0] <= step <= steps[-1]] == steps


def test_the_traffic_is_seen_on_every_edge(console: Console) -> None:
    assert seen(console, lambda picture: all(edge["rate"] > 0 for edge in picture["edges"]))
    assert seen(console, lambda picture: 30 < sum(step["outcomes"]["well"] for step in picture["steps"]) * 2 < 90)


def test_what_is_done_to_a_box_is_done_and_noted(console: Console) -> None:
    before = len(events(console))
    console.act("books", "freeze")
    assert seen(console, lambda picture: states(picture)["books"] == "frozen")
    assert seen(console, lambda picture: picture["boxes"]["books"]["look"] == "away")
    console.act("books", "thaw")
    console.act("books", "slow", 0.5)
    assert seen(console, lambda picture: states(picture)["books"] == "slow 0.5 s")
    console.act("books", "slow", 0.0)
    assert seen(console, lambda picture: states(picture)["books"] == "running")
    console.act("books", "deploy")
    assert seen(console, lambda picture: picture["boxes"]["books"]["words"] == "bad version")
    console.act("books", "roll back")
    assert events(console)[before:] == [
        "books frozen",
        "books goes on",
        "books slow: 0.5 s a reply",
        "books quick again",
        "books replaced by a bad version",
        "books rolled back",
    ]


def test_what_was_killed_says_that_it_comes_again(console: Console) -> None:
    console.act("books", "kill")
    assert until(lambda: any("answers again" in text for text in events(console)), SECONDS)
    assert all(len(text) <= 60 for text in events(console))


def test_what_can_not_be_done_is_told(console: Console) -> None:
    before = events(console)
    with pytest.raises(ActionError):
        console.act("clients", "kill")
    with pytest.raises(ActionError, match="Nobody knows how to paint a box: choose one of kill, freeze"):
        console.act("books", "paint")
    for rate in (201, 0.5, math.nan):
        with pytest.raises(
            ActionError, match=r"^1 to 200 requests a second can be sent here, and not (201|0\.5|nan)\.$"
        ):
            console.set_rate(rate)
    assert events(console) == before


def test_what_is_too_long_for_the_time_lines_ends_in_an_ellipsis(console: Console) -> None:
    console.told("books", "was killed by signal 9; started again in 0.2 s")
    console.told("books", f"did not start: {'a very long reason, ' * 10}")
    assert until(lambda: len(events(console)) > 1 and "did not start" in events(console)[-1], SECONDS)
    short, long = events(console)[-2:]
    assert short == "books was killed by signal 9; started again in 0.2 s"
    assert long.endswith("…")


def test_a_wire_that_can_not_be_asked_is_told_once(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> None:
        raise StackError("the switchboard does not answer")

    before = events(console)
    monkeypatch.setattr(console.system, "figures", silent)
    for _ in range(4):
        assert console.after(console.number, SECONDS)
    assert events(console)[len(before) :] == ["clients the switchboard does not answer"]
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(ActionError, match="the switchboard does not answer"):
        console.run(scenarios.of(console.lesson)[0], stopped)
    monkeypatch.undo()
    assert until(lambda: not console.trouble, SECONDS)


def test_a_scenario_is_played_and_judged(console: Console) -> None:
    console.set_rate(60)
    assert seen(console, lambda picture: picture["scenario"] is None)
    console.play("database-restarts")
    assert until(lambda: console.playing is None, 2 * SECONDS)
    assert seen(console, lambda picture: "database-restarts" in picture["played"])
    _, picture = console.after(0, SECONDS) or (0, {})
    judged = picture["played"]["database-restarts"]
    assert judged["sent"] > 60
    assert {finding["word"] for finding in judged["findings"]} >= {"told", "recovers", "writes"}
    assert [text for text in events(console) if text.startswith("PostgreSQL")][:1] == ["PostgreSQL restarted"]
    assert "PostgreSQL is back" in events(console)


def test_one_scenario_at_a_time_and_stopping_it_mends_at_once(console: Console) -> None:
    console.play("books-slow")
    with pytest.raises(ActionError, match="“Books is slow” is still under way: stop it, or wait for its end"):
        console.play("bad-deploy")
    assert seen(console, lambda picture: states(picture)["books"] == "slow 3 s")
    assert seen(console, lambda picture: 0 < picture["scenario"]["left"] <= 10)
    assert seen(console, lambda picture: picture["scenario"]["step"] == "books slow: 3 s a reply")
    console.stop_scenario()
    assert until(lambda: console.playing is None, SECONDS)
    assert seen(console, lambda picture: states(picture)["books"] == "running")
    assert events(console)[-1] == "books quick again"
    assert "books-slow" not in console.judged


def test_a_peak_ends_with_its_scenario(console: Console) -> None:
    console.set_rate(20)
    console.play("traffic-peak")
    assert seen(console, lambda picture: picture["rate"] == 100)
    console.stop_scenario()
    assert seen(console, lambda picture: picture["rate"] == 20)


def test_a_scenario_that_can_not_be_played_is_told_and_mended(console: Console) -> None:
    console.act("books", "deploy")
    console.play("bad-deploy")
    assert until(lambda: console.playing is None, 2 * SECONDS)
    assert any("the bad version already" in text for text in events(console))
    assert seen(console, lambda picture: states(picture)["books"] == "running")


def test_the_last_lines_of_a_box_can_be_read(console: Console) -> None:
    assert "ready to accept connections" in console.log("PostgreSQL")
    assert console.log("clients") == ""

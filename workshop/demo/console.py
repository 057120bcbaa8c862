"""The console: a running stack under load, what is seen of it, and what can be done to it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

from workshop.demo import scenarios
from workshop.demo.boxes import Breaker
from workshop.demo.figures import STEP, Figures
from workshop.demo.judge import Judgement, judge
from workshop.demo.library import Library
from workshop.demo.played import Played
from workshop.demo.player import Player
from workshop.demo.record import Record
from workshop.demo.report import Mode
from workshop.demo.scenarios import Scenario
from workshop.demo.setting import setup
from workshop.demo.system import GATEWAY, ActionError, System
from workshop.demo.traffic import GATEWAY_RATE, LEAST_RATE, MOST_GATEWAY_RATE, MOST_RATE, USUAL_RATE, Sent, Traffic
from workshop.harness.expected import shorten
from workshop.stacks.stack import StackError

BREAKS = 12  # the first lesson whose authors have a breaker
LONGEST = 60  # characters of an event


@dataclass
class Playing:
    """A scenario that is under way."""

    scenario: Scenario
    began: float
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Console:
    """What the page shows of a stack, and does to it; made for a `system` that runs. Threads may share it.

    What can't be done raises ActionError.
    """

    def __init__(self, system: System, mode: Mode, rate: float | None = None) -> None:
        self.system = system
        self.mode = mode
        self.lesson = system.lesson
        self.offset = time.time() - time.monotonic()
        gateway = GATEWAY in system.boxes
        breaker = Breaker() if self.lesson.number >= BREAKS else None
        self.figures = Figures([(edge.source, edge.target) for edge in system.edges], self.offset, breaker)
        self.record = Record()
        self.library = Library(self.lesson, system.url, gateway=gateway)
        self.traffic = Traffic(self.library.routes, self._take, rate or (GATEWAY_RATE if gateway else USUAL_RATE))
        self.player = Player(system, self.traffic, self.figures, self.record)
        self.promises = {demo.scenario: demo for demo in self.lesson.demo}
        self.playing: Playing | None = None
        self.judged: dict[str, Judgement] = {}
        self.changed = threading.Condition()
        self.number = 0
        self.picture: dict[str, Any] = {}
        self.trouble = ""  # why the wire can't be asked, at the moment
        self.closing = threading.Event()
        self.ticking = threading.Thread(target=self._tick, name="console", daemon=True)

    def start(self) -> None:
        """Send requests, and look at what comes of them."""
        self.ticking.start()
        self.traffic.start()

    def close(self) -> None:
        """End the scenario and all requests. What is under way is waited for: stop the system before."""
        self.stop_scenario()
        self.closing.set()
        self.traffic.close()
        for thread in (self.ticking, self.playing and self.playing.thread):
            if thread and thread.ident:
                thread.join()

    # what is seen

    def setup(self) -> dict[str, Any]:
        """What never changes."""
        return setup(self.system, self.mode, self.traffic)

    def history(self) -> dict[str, Any]:
        """The steps and events of the last two minutes."""
        return self.figures.since(0, 0)

    def after(self, number: int, seconds: float) -> tuple[int, dict[str, Any]] | None:
        """The newest picture with a number above `number`, as soon as there is one; None where none comes in time."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.number > number, seconds):
                return None
            return self.number, self.picture

    def log(self, box: str) -> str:
        """The last lines that this box has printed."""
        return self.system.log(box)

    def told(self, box: str, text: str) -> None:
        """What the stack says of one of its boxes."""
        self.figures.note(time.monotonic(), shorten(f"{box} {text}", LONGEST), box)

    def _take(self, sent: Sent) -> None:
        self.figures.take_sent(sent)
        self.record.take(sent)

    def _tick(self) -> None:
        """In a thread: a new picture every STEP seconds."""
        step, event = 0.0, 0
        while not self.closing.wait(STEP - (time.monotonic() % STEP)):
            self._take_edges()
            picture = self._picture() | self.figures.since(step, event)
            step = max((each["at"] for each in picture["steps"]), default=step)
            event = max((each["id"] for each in picture["events"]), default=event)
            with self.changed:
                self.number, self.picture = self.number + 1, picture
                self.changed.notify_all()

    def _take_edges(self) -> None:
        """Take in what the wire has counted; where it can't be asked, that is told once."""
        before, self.trouble = self.trouble, ""
        try:
            self.figures.take_edges(time.monotonic(), self.system.figures())
        except StackError as error:
            self.trouble = str(error)
            if not before:
                self.told("clients", self.trouble)

    def _picture(self) -> dict[str, Any]:
        """How all is at this moment."""
        now = time.monotonic()
        picture = self.figures.now(now, self.system.states())
        waiting = self.traffic.waiting()
        picture["replies"] = {
            name: reply | {"waiting": round(waiting.get(name, 0.0), 2)} for name, reply in picture["replies"].items()
        }
        return picture | {
            "rate": self.traffic.rate,
            "scenario": self._under_way(now),
            "played": {name: msgspec.to_builtins(judgement) for name, judgement in self.judged.items()},
        }

    def _under_way(self, now: float) -> dict[str, Any] | None:
        playing = self.playing
        if playing is None:
            return None
        return {
            "id": playing.scenario.id,
            "began": playing.began + self.offset,
            "step": self.player.step,
            "left": round(max(0.0, playing.began + playing.scenario.lasts - now), 1),
        }

    # what is done

    def act(self, box: str, do: str, seconds: float | None = None) -> None:
        """Do something to a box: kill, freeze, thaw, slow, restart, deploy or roll back."""
        says = {
            "kill": "killed",
            "freeze": "frozen",
            "thaw": "goes on",
            "slow": f"slow: {seconds:g} s a reply" if seconds else "quick again",
            "restart": "restarted",
            "deploy": "replaced by a bad version",
            "roll back": "rolled back",
        }
        does = {
            "kill": self.system.kill,
            "freeze": self.system.freeze,
            "thaw": self.system.thaw,
            "slow": lambda box: self.system.slow(box, seconds or 0.0),
            "restart": self.system.restart,
            "deploy": self.system.deploy_bad,
            "roll back": self.system.roll_back,
        }
        if do not in does:
            raise ActionError(f"Nobody knows how to {do} a box: choose one of {', '.join(does)}.")
        began = time.monotonic()
        does[do](box)
        self.figures.note(began, f"{box} {says[do]}", box)

    def set_rate(self, rate: float) -> None:
        """Send so many requests a second."""
        most = MOST_GATEWAY_RATE if GATEWAY in self.system.boxes else MOST_RATE
        if not LEAST_RATE <= rate <= most:  # NaN isn't, either
            raise ActionError(f"{LEAST_RATE:g} to {most:g} requests a second can be sent here, and not {rate:g}.")
        self.traffic.set_rate(rate)
        self.figures.note(time.monotonic(), f"{rate:g} requests a second")

    def play(self, scenario: str) -> None:
        """Begin a scenario; it goes on in a thread of its own."""
        chosen = next(each for each in scenarios.of(self.lesson) if each.id == scenario)
        with self.changed:
            if self.playing:
                raise ActionError(f"“{self.playing.scenario.title}” is still under way: stop it, or wait for its end.")
            playing = self.playing = Playing(chosen, time.monotonic())
        playing.thread = threading.Thread(target=self._play, args=(playing,), name="player", daemon=True)
        playing.thread.start()

    def stop_scenario(self) -> None:
        """Have the scenario that is under way put all right at once, and end."""
        if playing := self.playing:
            playing.stop.set()

    def _play(self, playing: Playing) -> None:
        """In a thread: the scenario, and what came of it."""
        try:
            played = self.run(playing.scenario, playing.stop)
            if not playing.stop.is_set():
                self.judged[playing.scenario.id] = self.judge(played)
        except ActionError as error:
            self.told("clients", str(error))
        finally:
            self.playing = None

    def run(self, scenario: Scenario, stop: threading.Event) -> Played:
        """Play a scenario to its end, and look whether all that was acknowledged is there. Raises ActionError."""
        played = self.player.play(scenario, self.promises[scenario.id].recovery, stop)
        if self.trouble:
            raise ActionError(self.trouble)
        if stop.is_set():
            return played
        return msgspec.structs.replace(played, missing=tuple(self.library.missing()))

    def judge(self, played: Played) -> Judgement:
        """What lesson.toml promises, and what came of it."""
        return judge(played, self.promises[played.scenario])

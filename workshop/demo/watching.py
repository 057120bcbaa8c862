"""How the containers of a stack are, looked at all together about once a second."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping

from workshop.harness.docker.cli import EngineError, run
from workshop.harness.docker.stack import Seen, seen
from workshop.stacks.keeping import Told

EVERY = 1.0  # seconds; each look is a program that runs for a moment
RESTART_SECONDS = 90.0
STATES = {"running": "running", "paused": "frozen"}  # all else is away


class Watch:
    """The states of containers, by the names of their boxes. Threads may share it.

    `told` hears when one has ended, and when it answers again.
    """

    def __init__(self, containers: Mapping[str, str], told: Told) -> None:
        self.containers = dict(containers)
        self.told = told
        self.states = dict.fromkeys(containers, "running")
        self.before: dict[str, Seen | None] = {}
        self.restarting: set[str] = set()
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.look()
        self.thread = threading.Thread(target=self._keep_looking, name="containers", daemon=True)
        self.thread.start()

    def look(self) -> Mapping[str, str]:
        """Their states at this moment; raises EngineError."""
        with self.lock:
            found = seen(self.containers.values())
            for box, container in self.containers.items():
                self._note(box, found.get(container))
            return self.states

    def _note(self, box: str, now: Seen | None) -> None:
        before, was = self.before.get(box), self.states[box]
        state = "starting" if box in self.restarting else state_of(now)
        self.before[box], self.states[box] = now, state
        if state == "away" != was:
            self.told(box, _ended(now))
        elif was == "running" and before and now and before.started != now.started:
            self.told(box, "has ended; started again")
        elif state == "running" and was in ("away", "starting"):
            self.told(box, "answers again")

    def put(self, box: str, container: str) -> None:
        """From now on this container is the box; raises EngineError."""
        with self.lock:
            self.containers[box] = container
            self.before.pop(box, None)
            self.states[box] = "running"
            self.look()

    def restart(self, box: str) -> None:
        """Have a container end in order, where it runs, and start again; comes back at once."""
        with self.lock:
            self.restarting.add(box)
            self.states[box] = "starting"
            container = self.containers[box]
        threading.Thread(target=self._restart, args=(box, container), name="restart", daemon=True).start()

    def _restart(self, box: str, container: str) -> None:
        problem = ""
        try:
            done = run("restart", container, seconds=RESTART_SECONDS)
            problem = done.err.strip() if done.code else ""
        except EngineError as error:
            problem = str(error)
        if problem and not self.closing.is_set():
            self.told(box, f"did not start: {problem}")
        with self.lock, contextlib.suppress(EngineError):
            self.restarting.discard(box)
            self.look()

    def _keep_looking(self) -> None:
        while not self.closing.wait(EVERY):
            with contextlib.suppress(EngineError):  # what is asked for says so
                self.look()

    def close(self) -> None:
        """Look no more."""
        self.closing.set()
        self.thread.join()


def state_of(now: Seen | None) -> str:
    """The state of a container, which may be gone: running, starting until it is healthy, frozen or away."""
    state = STATES.get(now.state, "away") if now else "away"
    return "starting" if now and state == "running" and now.health == "starting" else state


def _ended(now: Seen | None) -> str:
    if now is None:
        return "was removed by somebody else"
    if now.state == "restarting":
        return f"has ended with exit code {now.code}; the engine starts it again"
    return f"has ended with exit code {now.code}, and nobody starts it again but you"

"""What keeps a stack up: each part that ends is started again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from workshop.serve.launch import StartError
from workshop.stacks import logs
from workshop.stacks.parts import Part
from workshop.stores.process import StoreError

PAUSES = (0.2, 1.0, 3.0, 10.0)  # seconds before a part that ended is started again, longer each time
STEADY = 30.0  # seconds after which a part counts as running well again
JOINING_SECONDS = 5.0
Told = Callable[[str, str], None]


class Keeper:
    """Starts a part again whenever it ends, after a pause, in a thread of its own; and keeps its log short.

    `where` is how its return is told: "answers again" and that.
    """

    def __init__(self, part: Part, told: Told, where: str = "") -> None:
        self.part = part
        self.told = told
        self.where = where
        self.tries = 0
        self.began = time.monotonic()
        self.starting = False
        self.closing = threading.Event()
        self.hurried = threading.Event()
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()

    def state(self) -> str:
        """How the part is: "starting" while it is started again."""
        return "starting" if self.starting or self.hurried.is_set() else self.part.state()

    def restart(self) -> None:
        """Have the part end in order, where it runs, and be started again at once; comes back before it is."""
        self.hurried.set()

    def _keep(self) -> None:
        while not self.closing.is_set():
            logs.shorten(self.part.log)
            ended = self.part.ended()
            if self.closing.is_set():
                return
            if self.hurried.is_set():
                self.part.stop()
            elif ended:
                self._pause(ended)
            else:
                continue
            self._start()

    def _pause(self, ended: str) -> None:
        """Say how it has ended, and wait, longer each time."""
        self.tries = 0 if time.monotonic() - self.began > STEADY else self.tries
        pause = PAUSES[min(self.tries, len(PAUSES) - 1)]
        self.tries += 1
        self.told(self.part.name, f"{ended}; started again in {pause:g} s")
        self.hurried.wait(pause)

    def _start(self) -> None:
        if self.closing.is_set():
            return
        self.starting = True
        self.hurried.clear()
        self.began = time.monotonic()
        try:
            self.part.start()
            self.told(self.part.name, f"answers again{self.where}")
        except StartError as error:
            self.told(self.part.name, f"did not start: {error.problem}")
        except StoreError as error:
            self.told(self.part.name, str(error))
        finally:
            self.starting = False

    def close(self) -> None:
        """Start nothing more; the part stays as it is."""
        self.closing.set()
        self.hurried.set()

    def join(self) -> None:
        """Wait until nothing is being started."""
        self.thread.join(timeout=JOINING_SECONDS)

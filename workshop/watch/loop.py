"""The watch: one queue of events (a save, a key, a verdict), one screen that is drawn after each."""

from __future__ import annotations

import contextlib
import queue
import threading
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import Console

from workshop import regions, workspace
from workshop.catalog import Lesson, lessons
from workshop.check.checker import Checker, CheckError
from workshop.check.verdict import TaskVerdict, Verdict
from workshop.progress import Store
from workshop.watch import screen
from workshop.watch.files import changes
from workshop.watch.keys import keys

Ended = Literal["quit", "next"]
CANCEL_SECONDS = 2


@dataclass
class Event:
    kind: Literal["key", "saved", "early", "verdict", "problem"]
    value: Any = None


def watch(lesson: Lesson, console: Console, store: Store) -> None:
    """Watch `lesson`, then the ones after it as the learner asks for them; returns when the learner quits."""
    current: Lesson | None = lesson
    while current:
        workspace.begin(current)
        with Checker(current) as checker:
            ended = Watch(current, checker, console, store).run()
        current = _next(current) if ended == "next" else None


def _next(lesson: Lesson) -> Lesson | None:
    return next((later for later in lessons(lesson.root) if later.number > lesson.number), None)


class Watch:
    """The watch of one lesson."""

    def __init__(self, lesson: Lesson, checker: Checker, console: Console, store: Store) -> None:
        self.lesson = lesson
        self.checker = checker
        self.console = console
        self.store = store
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.verdict: Verdict | None = None
        self.checked: regions.Tree | None = None
        self.running: threading.Thread | None = None
        self.stale = False
        self.shown = 0
        self.show_all = False
        self.hinted = False
        self.resetting = False
        self.message = ""
        self.problem = ""
        self.drawn = False

    def run(self) -> Ended:
        with contextlib.ExitStack() as stack:
            stack.enter_context(keys(lambda key: self.events.put(Event("key", key))))
            stack.callback(self._cancel)
            saved = changes(self.lesson.work.parent, self.lesson.work, lambda: self.events.put(Event("saved")))
            stack.enter_context(saved)
            self._check()
            while True:
                event = self.events.get()
                if event.kind == "key":
                    ended = self._key(event.value)
                    if ended:
                        return ended
                elif event.kind == "saved":
                    self._check()
                else:
                    self._checked(event)

    # checking

    def _check(self) -> None:
        """Check now; a check that is under way is cancelled and begun again."""
        if self.running:
            self.stale = True
            self.checker.cancel()
            return
        self.running = threading.Thread(target=self._run_check, daemon=True)
        self._clear()
        screen.checking(self.console, self.lesson)
        self.running.start()

    def _cancel(self) -> None:
        """End the check that is under way, so that it takes its temporary files with it."""
        if self.running:
            self.checker.cancel()
            self.running.join(CANCEL_SECONDS)

    def _run_check(self) -> None:
        try:
            verdict = self.checker.check(
                self.lesson.work,
                starter=workspace.starter_of(self.lesson),
                first=self._in_hand(),
                early=lambda early: self.events.put(Event("early", early)),
            )
            self.events.put(Event("verdict", verdict))
        except CheckError as error:
            self.events.put(Event("problem", str(error)))

    def _in_hand(self) -> list[int]:
        """The tasks to check first: the one that is shown, and those whose regions changed since the last check."""
        before, self.checked = self.checked, regions.read(self.lesson.work)
        shown = self._task()
        changed = regions.changed(before, self.checked) if before else set()
        return sorted(changed | ({shown.number} if shown else set()))

    def _checked(self, event: Event) -> None:
        if event.kind == "early":
            if self.verdict and not self.stale:
                self.verdict = self.verdict.updated(event.value)
                self._draw(checking=True)
            return
        self.running = None
        if self.stale:
            self.stale = False
            self._check()
        elif event.kind == "problem":
            self.problem = event.value
            self._draw()
        else:
            self.problem = ""
            self._take_in(event.value)

    def _take_in(self, verdict: Verdict) -> None:
        progress = self.store.load()
        progress.take_in(self.lesson, verdict)
        self.store.save(progress)
        self.store.save_verdict(verdict)
        before = self._task()
        self.verdict = verdict
        self.shown = 0
        after = self._task()
        self.hinted = self.hinted and before is not None and after is not None and before.number == after.number
        self._draw()
        self.message = ""

    # keys

    def _key(self, key: str) -> Ended | None:
        if self.resetting:
            self._confirm_reset(key)
        elif key == "q":
            return "quit"
        elif key == "n":
            return self._next_one()
        elif key == "h":
            self._hint()
        elif key == "a":
            self.show_all = not self.show_all
            self._draw()
        elif key == "r" and self._task():
            self.resetting = True
            self._draw()
        elif key in "\r\n":
            self._check()
        return None

    def _next_one(self) -> Ended | None:
        """The next lesson when this one is done, otherwise the next unfinished task."""
        if self.verdict and self.verdict.passed:
            if _next(self.lesson):
                return "next"
            self.message = "This was the last lesson."
        else:
            self.shown += 1
            self.hinted = False
        self._draw()
        return None

    def _hint(self) -> None:
        if task := self._task():
            progress = self.store.load()
            entry = progress.task(self.lesson, task.number)
            entry.hints = min(entry.hints + 1, len(self.lesson.task(task.number).hints))
            self.store.save(progress)
            self.hinted = True
            self._draw()

    def _confirm_reset(self, key: str) -> None:
        self.resetting = False
        task = self._task()
        if key == "y" and task:
            try:
                kept = workspace.reset(self.lesson, task.number)
                self.message = (
                    f"Task {task.number} is as it was at the start. Backup: {workspace.shown(self.lesson, kept)}"
                )
            except workspace.WorkspaceError as error:
                self.message = str(error)
        self._draw()

    # showing

    def _task(self) -> TaskVerdict | None:
        """The unfinished task that is shown in full."""
        if self.verdict is None:
            return None
        unfinished = [task for task in self.verdict.tasks if task.status in ("failed", "todo")]
        return unfinished[self.shown % len(unfinished)] if unfinished else None

    def _clear(self) -> None:
        """Clear the screen, but let what stood there before the first verdict (the map) stay."""
        if self.drawn:
            self.console.clear()

    def _draw(self, checking: bool = False) -> None:
        """Show all there is to show; while a check is under way only what it says early (`checking`)."""
        if self.running and not checking:
            return
        task = self._task()
        self._clear()
        self.drawn = True
        hints = self.store.load().task(self.lesson, task.number).hints if task and self.hinted else 0
        screen.draw(
            self.console,
            self.lesson,
            self.verdict,
            task,
            hints=list(self.lesson.task(task.number).hints[:hints]) if task else [],
            show_all=self.show_all,
            message=self.problem or self.message,
            asking=f"Put task {task.number} back to its start? y / any other key" if task and self.resetting else "",
            next_lesson=_next(self.lesson),
            checking=checking,
        )

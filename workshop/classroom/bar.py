"""How far a run is: a bar at a terminal, a line now and then anywhere else."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

LINE_EVERY = 10.0  # seconds


class Rate(ProgressColumn):
    """How many a second, over the last while."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "")


class Bar:
    """Counts up to `total`; a context manager. What is printed on `console` meanwhile stands above it."""

    def __init__(self, console: Console, total: int) -> None:
        self.console = console
        self.total = total
        self.done = 0
        self.began = self.told = time.monotonic()
        columns = (
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
            TextColumn("left"),
        )
        self.progress = Progress(*columns, console=console) if console.is_terminal else None
        self.task = self.progress.add_task("", total=total) if self.progress else None

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
        if self.progress and self.task is not None:
            self.progress.advance(self.task)

    def look(self) -> None:
        """Print a line where there is no bar, and it is time for one."""
        now = time.monotonic()
        if not self.progress and now > self.told + LINE_EVERY:
            self.told = now
            self.console.print(self.line(now - self.began))

    def line(self, seconds: float) -> str:
        """How it stands after so many seconds."""
        rate = self.done / seconds if seconds else 0.0
        counted = f"{self.done} of {self.total} graded"
        if not rate:
            return counted
        return f"{counted}, {rate:.1f} a second, {in_words((self.total - self.done) / rate)} left"

    def __enter__(self) -> Bar:
        if self.progress:
            self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.progress:
            self.progress.stop()


def in_words(seconds: float) -> str:
    """A length of time as one says it: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

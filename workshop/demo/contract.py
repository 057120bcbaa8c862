"""What the console's web server asks of the console behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

Json = Mapping[str, Any]


class Console(Protocol):
    """What the page shows, and whom it asks for something. It is used by several threads at once.

    What can't be done raises ActionError, whose text is for the person. Boxes, actions and scenarios that `setup` does
    not name are never asked for.
    """

    def setup(self) -> Json:
        """What never changes: the lesson, boxes, edges, routes, scenarios."""

    def history(self) -> Json:
        """The steps and events of the last two minutes."""

    def after(self, number: int, seconds: float) -> tuple[int, Json] | None:
        """The newest picture with a number above `number`, as soon as there is one; None where none comes in time.

        Pictures are numbered from 1, one by one; each has the steps and events since the one before.
        """

    def act(self, box: str, do: str, seconds: float | None = None) -> None:
        """Do one of its actions to a box, or what undoes it; `seconds` go with slow."""

    def play(self, scenario: str) -> None:
        """Begin a scenario, by its id."""

    def stop_scenario(self) -> None:
        """End the one that runs, if one does, and mend everything."""

    def set_rate(self, rate: float) -> None:
        """Send so many requests a second."""

    def log(self, box: str) -> str:
        """The last lines that it printed."""

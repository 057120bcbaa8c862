"""The time that a request has. Its caller says how much, it runs while we work, and what is left goes on to books."""

import re
import time

from flask import Flask, g, request

from authors.errors import Hurried, TooSlow

HEADER = "X-Deadline-Ms"  # milliseconds left. A moment in time would need clocks that agree
NUMBER = re.compile(r"[0-9]{1,9}")


class Deadline:
    """The moment by which all must be over, however many requests and reads it takes.

    `usual` is what a request has when its caller says nothing.
    """

    def __init__(self, seconds: float, usual: float) -> None:
        self.seconds = seconds
        self.usual = usual
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that may still be waited; raises TooSlow when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            kind = Hurried if self.seconds < self.usual / 2 else TooSlow
            raise kind(f"no whole answer within {self.seconds:g} seconds")
        return left

    def to_pass_on(self) -> dict[str, str]:
        """The header for a call to another service; raises TooSlow when it would come too late."""
        return {HEADER: str(int(self.left() * 1000))}


def init_app(app: Flask, usual: float) -> None:
    """Give every request of this app a deadline, `usual` seconds from its coming unless its caller says less."""

    @app.before_request
    def start() -> None:
        g.deadline = Deadline(given(request.headers.get(HEADER), usual), usual)


def given(sent: str | None, usual: float) -> float:
    """The seconds for a request that came with `sent` in its header: a caller may shorten our time, never lengthen it.

    What is no number of milliseconds is as good as nothing.
    """
    if sent is None or not NUMBER.fullmatch(sent):
        return usual
    return min(int(sent) / 1000, usual)


def current() -> Deadline:
    """The deadline of the request that is being answered."""
    deadline: Deadline = g.deadline
    return deadline

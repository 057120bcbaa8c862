"""The time that a request has. Its caller says how much, it runs while we work, and what is left goes on to books."""

import math
import re
import time
from collections.abc import Collection

from flask import Flask, g, request
from werkzeug.exceptions import BadRequest, GatewayTimeout

from authors.errors import Hurried, TooSlow

HEADER = "X-Deadline-Ms"  # milliseconds left. A moment in time would need clocks that agree
NUMBER = re.compile(r"[0-9]+")


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
        if not (left := self.remaining):
            raise self.over()
        return left

    @property
    def remaining(self) -> float:
        """The seconds that may still be waited, 0 when there are none."""
        return max(0.0, self.end - time.monotonic())

    def over(self) -> TooSlow:
        """The error for who has no time left."""
        kind = Hurried if self.seconds < self.usual / 2 else TooSlow
        return kind(f"no whole answer within {self.seconds:g} seconds")

    def to_pass_on(self) -> dict[str, str]:
        """The header for a call to another service; raises TooSlow when it would come too late."""
        # task 1: what is left is all that the next service has
        milliseconds = math.floor(self.remaining * 1000)
        if not milliseconds:
            raise self.over()  # 0 would only have the other one say so
        return {HEADER: str(milliseconds)}
        # end task 1


def init_app(app: Flask, usual: float, without: Collection[str] = ()) -> None:
    """Give every request of this app a deadline, `usual` seconds from its coming unless its caller says less.

    Who gives none at all gets 504 before any work is done. The endpoints in `without` do nothing that takes time.
    """

    @app.before_request
    def start() -> None:
        if request.endpoint is None or request.endpoint in without:
            return
        seconds = given(request.headers.get(HEADER), usual)
        if not seconds:
            raise GatewayTimeout(f"{HEADER} left no time for an answer.")
        g.deadline = Deadline(seconds, usual)


def given(sent: str | None, usual: float) -> float:
    """The seconds for a request that came with `sent` in its header: a caller may shorten our time, never lengthen it.

    Raises BadRequest for what is no whole number of milliseconds.
    """
    # task 1: the caller's time, as far as it goes
    if sent is None:
        return usual
    if not NUMBER.fullmatch(sent):
        raise BadRequest(f"{HEADER} has to be a whole number of milliseconds, such as 1500.")
    digits = sent.lstrip("0") or "0"
    return min(usual, int(digits) / 1000) if len(digits) < 10 else usual  # int() refuses thousands of digits
    # end task 1


def current() -> Deadline:
    """The deadline of the request that is being answered."""
    deadline: Deadline = g.deadline
    return deadline

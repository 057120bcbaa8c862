"""One check is run, and what came of it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workshop.check.message import Message
from workshop.harness.plugin import guarded_task, task_number
from workshop.harness.record import CheckResult
from workshop.harness.run import Settled

Send = Callable[[Message], None]


def telling(settled: Settled, send: Send) -> Callable[[CheckResult], None]:
    """What is done with each result: it is noted where it settles a task, and sent."""

    def tell(result: CheckResult) -> None:
        settled.note(result)
        send(Message(result=result))

    return tell


def run_check(item: pytest.Item, settled: Settled, send: Send) -> None:
    """Run a check and send its result; or that it is left out, where it would say nothing new."""
    if settled.is_settled(guarded_task(item) or task_number(item)):
        send(Message(left_out=item.name))
    else:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)

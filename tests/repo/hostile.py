"""Ways of putting bad code into the mini service, and what every answer to it must be like."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import Any

import pytest

from small_course import MINI, Course, Outcome

WHOLE_RUN = 15  # seconds that the checks of a hopeless lesson may take
APP = "mini/app.py"
SOLUTION = (MINI / "solutions" / "09-mini" / APP).read_text(encoding="utf-8")
PRELUDE = "import os, signal, subprocess, sys, threading, time\n"
HOOK = """

well_behaved = create_app


def create_app():
    app = well_behaved()

    @app.before_request
    def hostile():
{code}

    return app
"""


@dataclass(frozen=True, eq=False)
class Case:
    """A hostile service: its code, and pieces of the message that it must bring (none where all must pass)."""

    name: str
    app: str | bytes
    says: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)

    @property
    def passes(self) -> bool:
        return not self.says


def at_import(code: str) -> str:
    """The service, with `code` run when it is imported."""
    return PRELUDE + textwrap.dedent(code) + "\n\n" + SOLUTION


def in_handlers(code: str) -> str:
    """The service, with `code` run before every request is handled."""
    return PRELUDE + SOLUTION + HOOK.format(code=textwrap.indent(textwrap.dedent(code).strip(), " " * 8))


def changed(old: str, new: str) -> str:
    """The service, with `new` in the place of `old`."""
    assert old in SOLUTION
    return SOLUTION.replace(old, new)


def slowly(case: Case) -> Case:
    """The same case where services are not forked."""
    return Case(f"{case.name}, without fork", case.app, case.says, case.notes, {"WORKSHOP_FORK": "0"})


def each(cases: list[Case]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def play(course: Course, case: Case) -> Outcome:
    """Check the solution with the case's code in it."""
    course.begin("solutions")
    course.write(APP, case.app)
    return course.run("check", "9", env=case.env)


def is_told_kindly(outcome: Outcome, says: tuple[str, ...]) -> None:
    """Require a verdict in time that says what was expected and what came, in the workshop's words."""
    assert outcome.code == 1
    assert outcome.err == ""
    assert "0/4 points" in outcome.said
    assert "✗ 1" in outcome.out
    for piece in ("expected", "got", *says):
        assert piece in outcome.said
    assert not re.search(r'File ".*workshop/', outcome.out)
    assert outcome.seconds < WHOLE_RUN

"""Services that do what they shouldn't: each is told what is wrong, in time, and leaves nothing running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

if sys.platform == "win32":
    pytest.skip("these services use what only POSIX has", allow_module_level=True)

from hostile import at_import, harmless, in_handlers
from hostile_case import AT_IMPORT, IN_HANDLERS, WHOLE_RUN, Case, cases, changed, each, is_told_kindly, named, play
from side_by_side import played
from small_course import Outcome

Outcomes = Callable[[Case], Outcome]
START = "expected your service to start"
FILES = [
    changed("syntax error", "def hello():", "def hello()", START, "SyntaxError: expected ':'", "mini/app.py, line 19"),
    changed("not UTF-8", "greets", "grüßt", START, "'utf-8' codec can't decode", "mini/app.py", encoding="latin-1"),
    changed("a NUL byte", "greets", "gr\0ets", START, "Python can't read your program", "null bytes"),
    changed("error in the factory", "    app = Flask(", "    1 / 0\n    app = Flask(", START, "ZeroDivisionError"),
    changed("factory gives nothing", "    return app\n", "    pass\n", START, "gave NoneType", "is a return missing?"),
    changed("factory missing", "def create_app", "def make_app", START, "mini.app has no create_app: was it renamed?"),
]
TOLD = [*FILES, *cases(at_import, AT_IMPORT), *cases(in_handlers, IN_HANDLERS)]
HARMLESS = list(cases(harmless, AT_IMPORT))
PARRICIDES = named(TOLD, "at_import: kills_its_parent", "in_handlers: kills_its_parent")
UNFORKED = named(
    TOLD,
    "at_import: os_exit",
    "at_import: app_run",
    "in_handlers: catches_everything_and_waits",
    "in_handlers: ends_itself",
)
UNFORKED_HARMLESS = named(HARMLESS, "harmless: a_daemon_by_the_book", "harmless: closes_its_output")


@pytest.fixture(scope="module")
def outcome_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    with played(request, tmp_path_factory, play) as outcome_of:
        yield outcome_of


@each([*TOLD, *(case.unforked() for case in UNFORKED)])
def test_what_goes_wrong_is_told(case: Case, outcome_of: Outcomes) -> None:
    is_told_kindly(outcome_of(case), case.says)


@each([*HARMLESS, *(case.unforked() for case in UNFORKED_HARMLESS)])
def test_what_is_left_behind_is_ended(case: Case, outcome_of: Outcomes) -> None:
    outcome = outcome_of(case)
    assert (outcome.code, outcome.err) == (0, "")
    for piece in ("4/4 points", *case.says):
        assert piece in outcome.said
    assert outcome.seconds < WHOLE_RUN


@each([case.unforked() for case in PARRICIDES])
def test_who_kills_the_checks_themselves_is_told(case: Case, outcome_of: Outcomes) -> None:
    outcome = outcome_of(case)
    assert outcome.code == 2
    assert "The process that runs the checks has ended" in outcome.err
    assert "os.getppid()" in outcome.err
    assert "Traceback" not in outcome.err

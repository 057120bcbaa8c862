"""Services that do what they shouldn't: each is told what is wrong, in time, and leaves nothing running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

if sys.platform == "win32":
    pytest.skip("these services use what only POSIX has", allow_module_level=True)

import hostile.at_import
import hostile.harmless
import hostile.in_handlers
from hostile_case import WHOLE_RUN, Case, Told, at_import, changed, in_handlers, is_told_kindly, play
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
WHOLE = [told for told in at_import(hostile.at_import) if told.name in ("an_endless_loop", "app_run")]
STARTS = [
    told for told in at_import(hostile.at_import, "--task", "1") if told.name not in {each.name for each in WHOLE}
]
HANDLERS = list(in_handlers(hostile.in_handlers, "kills_its_parent"))
# elsewhere the parent is the process that runs the checks
TOLD = [each for each in [*FILES, *WHOLE, *STARTS, *HANDLERS] if sys.platform == "linux" or "parent" not in each.name]
HARMLESS = list(at_import(hostile.harmless))


def each(told: list[Told]) -> pytest.MarkDecorator:
    values = [(each.case, each.task, each.says) for each in told]
    return pytest.mark.parametrize(("case", "task", "says"), values, ids=[each.name for each in told])


def unforked(told: list[Told], *names: str) -> list[Told]:
    chosen = [each.unforked() for each in told if each.name in names]
    assert len(chosen) == len(names)
    return chosen


@pytest.fixture(scope="module")
def outcome_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    with played(request, tmp_path_factory, play) as outcome_of:
        yield outcome_of


@each([*TOLD, *unforked(TOLD, "os_exit", "app_run", "catches_everything_and_waits", "ends_itself")])
def test_what_goes_wrong_is_told(case: Case, task: int, says: tuple[str, ...], outcome_of: Outcomes) -> None:
    is_told_kindly(outcome_of(case), task, says)


@each([*HARMLESS, *unforked(HARMLESS, "a_daemon_by_the_book", "closes_its_output")])
def test_what_is_left_behind_is_ended(case: Case, task: int, says: tuple[str, ...], outcome_of: Outcomes) -> None:
    outcome = outcome_of(case)
    assert (outcome.code, outcome.err, task) == (0, "", 1)
    for piece in ("4/4 points", *says):
        assert piece in outcome.said
    assert outcome.seconds < WHOLE_RUN


@pytest.mark.parametrize("case", [told.case for told in unforked(HANDLERS, "kills_its_parent")])
def test_who_kills_the_checks_themselves_is_told(case: Case, outcome_of: Outcomes) -> None:
    outcome = outcome_of(case)
    assert outcome.code == 2
    assert "The process that runs the checks has ended" in outcome.err
    assert "os.getppid()" in outcome.err
    assert "Traceback" not in outcome.err

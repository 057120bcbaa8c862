"""Bad code put into the mini service, and what every answer to it must be like."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from small_course import MINI, Course, Outcome

WHOLE_RUN = 15  # seconds that the checks of a hopeless lesson may take
APP = "mini/app.py"
SOLUTION = (MINI / "solutions" / "09-mini" / APP).read_text(encoding="utf-8")
AT_IMPORT = "from mini import hostile\n\nhostile.{name}()\n{solution}"
IN_HANDLERS = """{solution}

from mini import hostile

well_behaved = create_app


def create_app():
    app = well_behaved()
    app.before_request(hostile.{name})
    return app
"""


@dataclass(frozen=True, eq=False)
class Case:
    """A hostile service: its files in work/, pieces of the message that it must bring, and the environment."""

    name: str
    files: Mapping[str, str | bytes]
    says: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)

    def unforked(self) -> Case:
        """The same case where services are not forked."""
        return dataclasses.replace(self, name=f"{self.name}, not forked", env={"WORKSHOP_FORK": "0"})


def cases(module: ModuleType, app: str) -> Iterator[Case]:
    """A case for each function of a module of `hostile`, whose code `app` calls."""
    code = Path(str(module.__file__)).read_text(encoding="utf-8")
    for name, function in vars(module).items():
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            said = tuple((inspect.getdoc(function) or "").splitlines())
            files = {"mini/hostile.py": code, APP: app.format(name=name, solution=SOLUTION)}
            yield Case(f"{module.__name__.rpartition('.')[2]}: {name}", files, said)


def changed(name: str, old: str, new: str, *says: str, encoding: str = "utf-8") -> Case:
    """The service with `new` in the place of `old`, saved in `encoding`."""
    assert old in SOLUTION
    return Case(name, {APP: SOLUTION.replace(old, new).encode(encoding)}, says)


def each(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def named(cases: list[Case], *names: str) -> list[Case]:
    """Those of `cases` that bear one of `names`."""
    chosen = [case for case in cases if case.name in names]
    assert len(chosen) == len(names)
    return chosen


def play(course: Course, case: Case) -> Outcome:
    """Check the solution with the case's files in it."""
    course.begin("solutions")
    for name, text in case.files.items():
        course.write(name, text)
    return course.run("check", "9", env=case.env)


def is_told_kindly(outcome: Outcome, says: tuple[str, ...]) -> None:
    """Require a verdict in time that says what was expected and what came, in the workshop's words."""
    assert outcome.code == 1
    assert outcome.err == ""
    assert "✗ 1" in outcome.out
    assert says
    for piece in ("0/4 points", "expected", "got", *says):
        assert piece in outcome.said
    assert not re.search(r'File ".*workshop/', outcome.out)
    assert outcome.seconds < WHOLE_RUN

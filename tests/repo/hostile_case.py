"""Bad code put into the mini service, and what every answer to it must be like."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType

from small_course import MINI, Course, Outcome

WHOLE_RUN = 15  # seconds that the checks of a hopeless lesson may take
APP = "mini/app.py"
SOLUTION = (MINI / "solutions" / "09-mini" / APP).read_text(encoding="utf-8")
AT_IMPORT = "from mini import hostile\n\nhostile.{name}()\n" + SOLUTION.replace("{", "{{").replace("}", "}}")
IN_HANDLERS = (
    SOLUTION.replace("{", "{{").replace("}", "}}")
    + """
from mini import hostile

well_behaved = create_app
badly = dict(zip(("/hello", "/notes", "/about"), ({names})))


def create_app():
    app = well_behaved()
    app.before_request(lambda: badly[request.path]())
    return app
"""
)


@dataclass(frozen=True, eq=False)
class Case:
    """A hostile service: its files in work/, what is checked of it, and the environment."""

    files: Mapping[str, str | bytes]
    arguments: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """Pieces of the message that a case must bring, and the task it must bring it for."""

    name: str
    case: Case
    task: int
    says: tuple[str, ...]

    def unforked(self) -> Told:
        """The same where services are not forked."""
        case = dataclasses.replace(self.case, env={"WORKSHOP_FORK": "0"})
        return dataclasses.replace(self, name=f"{self.name}, not forked", case=case)


def functions(module: ModuleType) -> dict[str, tuple[str, ...]]:
    """The functions of a module of `hostile`, each with the pieces in its docstring."""
    own = {name: each for name, each in vars(module).items() if isinstance(each, FunctionType)}
    return {
        name: tuple((inspect.getdoc(each) or "").splitlines())
        for name, each in own.items()
        if each.__module__ == module.__name__
    }


def code(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def at_import(module: ModuleType, *arguments: str) -> Iterator[Told]:
    """A service for each function of `module`, which is called when the service is imported."""
    for name, says in functions(module).items():
        files = {"mini/hostile.py": code(module), APP: AT_IMPORT.format(name=name)}
        yield Told(name, Case(files, arguments), 1, says)


def in_handlers(module: ModuleType, *alone: str) -> Iterator[Told]:
    """Services with three functions of `module` each in place of their handlers; those `alone` are in place of all."""
    found = functions(module)
    mixed = [name for name in found if name not in alone]
    count = -(-len(mixed) // 3)
    for names in [*(mixed[first::count] for first in range(count)), *([name] * 3 for name in alone)]:
        named = ", ".join(f"hostile.{name}" for name in names)
        case = Case({"mini/hostile.py": code(module), APP: IN_HANDLERS.format(names=named)})
        yield from (Told(name, case, task, found[name]) for task, name in enumerate(dict.fromkeys(names), start=1))


def changed(name: str, old: str, new: str, *says: str, encoding: str = "utf-8") -> Told:
    """The service with `new` in the place of `old`, saved in `encoding`."""
    assert old in SOLUTION
    return Told(name, Case({APP: SOLUTION.replace(old, new).encode(encoding)}, ("--task", "1")), 1, says)


def play(course: Course, case: Case) -> Outcome:
    """Check the solution with the case's files in it."""
    course.begin("solutions")
    for name, text in case.files.items():
        course.write(name, text)
    return course.run("check", "9", "-v", *case.arguments, env=case.env)


def is_told_kindly(outcome: Outcome, task: int, says: tuple[str, ...]) -> None:
    """Require a verdict in time that says what was expected of a task and what came, in the workshop's words."""
    assert outcome.code == 1
    assert outcome.err == ""
    assert re.search(r"\b0/\d points", outcome.out)
    (section,) = re.findall(rf"^✗ {task}  .*?(?=^\S|\Z)", outcome.out, re.DOTALL | re.MULTILINE)
    said = " ".join(section.split())
    assert says
    for piece in ("expected", "got", *says):
        assert piece in said
    assert not re.search(r'File ".*workshop/', outcome.out)
    assert outcome.seconds < WHOLE_RUN

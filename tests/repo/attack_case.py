"""An attack as it is kept: a folder with attack.toml and what the attacker has put into an honest submission.

`attack.py` becomes a module of the program, imported at its end or, with `early`, before its first line. `[files]` are
more files of the submission, kept here as text because pytest and Python would obey some of them. Beside them goes
`spy.py`, through which the attack tells what it got.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from workshop import regions
from workshop.catalog import Lesson, find
from workshop.check.prove import dependents
from workshop.serve.starter import MARK

ATTACKS = Path(__file__).with_name("attacks")
SPY = Path(__file__).with_name("attack_spy.py")
SERVICES = {3: "movies", 4: "users", 6: "authors", 8: "books", 11: "users"}
LATE = "\n\nfrom {service} import attack, spy  # noqa: E402, F401\n\ncreate_app = spy.reporting(create_app)\n"
EARLY = "from {service} import attack  # noqa: F401\n"


class Attack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """attack.toml.

    `about` says in one sentence what is done, `proof` what must not come about. The submission is the solution with the
    tasks in `undone` put back to the starter's; it honestly earns the points of all others, or, where the attack breaks
    it, only of those in `earns`; one that `may_lose` stands in its own way, how much depends on luck. `says` is a piece
    of what the verdict must tell. `quiet` is one that can't tell that it was tried; `times` is how often it is graded,
    one time after the other. After one with `neighbour` an honest submission is graded.
    """

    about: str
    kind: Literal["forge", "read", "harm"]
    lesson: int
    undone: tuple[int, ...]
    proof: str
    earns: tuple[int, ...] | None = None
    says: str = ""
    may_lose: bool = False
    early: bool = False
    quiet: bool = False
    times: int = 1
    neighbour: bool = False
    files: dict[str, str] = {}

    @property
    def of(self) -> Lesson:
        return find(str(self.lesson))

    @property
    def earned(self) -> dict[int, int]:
        """The points that it honestly earns, task by task."""
        honest = {task.number for task in self.of.tasks}.difference(self.undone)
        kept = honest if self.earns is None else honest.intersection(self.earns)
        return {task.number: task.points if task.number in kept else 0 for task in self.of.tasks}

    @property
    def known(self) -> bool:
        """Whether what it earns is known: no task that it hasn't done is needed for one that it has."""
        return all(dependents(self.of, task) <= set(self.undone) for task in self.undone)


def attacks() -> dict[str, Attack]:
    """All attacks by name; raises msgspec.ValidationError for one that can't be read."""
    return {path.parent.name: _read(path) for path in sorted(ATTACKS.glob("*/attack.toml"))}


def _read(path: Path) -> Attack:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Attack)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path.parent.name}: {error}") from None


def build(name: str, attack: Attack, folder: Path, given: Mapping[str, Any]) -> Path:
    """Put the submission into `folder`, with what the attacker knows; the folder that is handed in."""
    made = honest(attack.of, attack.undone, folder)
    service = made / SERVICES[attack.lesson]
    for file, text in attack.files.items():
        target = made / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    code = ATTACKS / name / "attack.py"
    (service / "attack.py").write_text(code.read_text(encoding="utf-8") if code.exists() else "", encoding="utf-8")
    (service / "spy.py").write_text(SPY.read_text(encoding="utf-8"), encoding="utf-8")
    (service / "given.json").write_text(json.dumps(dict(given)), encoding="utf-8")
    program = service / "app.py"
    before = EARLY.format(service=service.name) if attack.early else ""
    program.write_text(
        before + program.read_text(encoding="utf-8") + LATE.format(service=service.name), encoding="utf-8"
    )
    return made


def honest(lesson: Lesson, undone: tuple[int, ...], folder: Path) -> Path:
    """Put the solution, with these tasks put back to the starter's, into `folder`; the lesson's folder."""
    made = folder / lesson.name
    solution = regions.read(lesson.solution)
    changed = regions.swapped(solution, regions.read(lesson.starter), undone)
    for file in regions.files(lesson.solution):
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).write_bytes((lesson.solution / file).read_bytes())
    regions.write(made, changed)
    return made


__all__ = ["ATTACKS", "MARK", "Attack", "attacks", "build", "honest"]

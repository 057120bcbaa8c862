"""What decides a grade besides the submission: the lesson's files, its checks, the workshop, Python, the packages.

Where any of it changes, a grade is no longer known; a worker on which any of it differs would give other grades.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from workshop import catalog
from workshop.catalog import Lesson
from workshop.environment import markers, pins

SHOWN = 3  # of the packages that differ
MISSING = "missing"
ROOMS = (  # of the program, those that have a part in a grade
    "catalog.py",
    "regions.py",
    "check",
    "harness",
    "serve",
    "stores",
    "sandbox",
    "classroom/bench.py",
    "classroom/benches.py",
    "classroom/cluster_worker.py",
    "classroom/grade.py",
    "classroom/intake",
)


class Versions(msgspec.Struct, frozen=True):
    """`python` is its minor version, `files` has the SHA-256 of each part, `packages` the version of each package.

    Packages are those of requirements.txt that this platform needs; one that isn't installed is "missing".
    """

    python: str
    files: dict[str, str]
    packages: dict[str, str]


def of(lesson: Lesson) -> Versions:
    """What is here for `lesson`; found out once by each process."""
    return _of(lesson.root, lesson.name)


@cache
def _of(root: Path, name: str) -> Versions:
    lesson = catalog.find(name, root)
    earlier = [other for other in catalog.lessons(root) if other.number < lesson.number]
    files = {
        "starter and lesson.toml": _sum(root, [lesson.starter]),
        "checks": _sum(root, [lesson.checks, root / "tests" / "contract"]),
        "earlier lessons": _sum(
            root, [place for other in earlier for place in (other.solution, other.starter / "lesson.toml")]
        ),
        "workshop program": _sum(root, [root / "workshop" / room for room in ROOMS]),
    }
    wanted = [pin.name for pin in pins.read_pins(str(root / "requirements.txt")) if markers.holds(pin.marker)]
    installed = pins.installed(sys.path)
    packages = {package: installed.get(package, MISSING) for package in sorted(wanted)}
    return Versions(python="{}.{}".format(*sys.version_info), files=files, packages=packages)


def _sum(root: Path, places: Iterable[Path]) -> str:
    """The SHA-256 of what lies in these places: texts and made files left out."""
    whole = hashlib.sha256()
    for place in places:
        for path in sorted(_files(place)):
            whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    for path in place.rglob("*"):
        inside = path.relative_to(place)
        made = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_file() and not made and inside != Path("README.md"):
            yield path


def differences(here: Versions, there: Versions) -> list[str]:
    """How what is there differs from what is here, in words; empty where it doesn't."""
    said = [f"its {part} differ" for part, digest in here.files.items() if there.files.get(part) != digest]
    if there.python != here.python:  # which has packages of its own
        return [*said, f"it has Python {there.python}, not {here.python}"]
    both = here.packages.keys() & there.packages.keys()  # each platform has some of its own
    other = sorted(package for package in both if here.packages[package] != there.packages[package])
    said += [f"it has {each} {there.packages[each]}, not {here.packages[each]}" for each in other[:SHOWN]]
    if len(other) > SHOWN:
        said.append(f"{len(other) - SHOWN} more packages differ")
    return said


def key(versions: Versions, digest: str) -> str:
    """What a grade is known again by: the SHA-256 of all that decides it for a submission with this digest."""
    whole = (digest, versions, platform.system(), platform.machine())
    return hashlib.sha256(msgspec.json.encode(whole, order="sorted")).hexdigest()

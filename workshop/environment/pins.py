"""What the requirements files ask for, and what is installed.

Runs at every start, so it reads names of folders (`flask-3.1.3.dist-info`) instead of importing
importlib.metadata, and imports nothing that is not already loaded (pathlib would cost 15 ms).
"""

from __future__ import annotations

import os

from workshop.environment import markers

TYPE_CHECKING = False  # without importing typing, as in this package's __init__
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Pin:
    """One line of requirements.txt: a package at a version, on the platforms its marker names."""

    __slots__ = ("marker", "name", "version")

    def __init__(self, name: str, version: str, marker: str) -> None:
        self.name = name
        self.version = version
        self.marker = marker

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


def normalised(name: str) -> str:
    """A package's one name: https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return name.strip().lower().replace("_", "-").replace(".", "-")


def read_pins(requirements: str) -> list[Pin]:
    """The pins of a requirements.txt made by uv, hashes left out; raises OSError where it cannot be read."""
    pins = []
    with open(requirements, encoding="utf-8") as lines:
        for line in lines:
            name, equals, rest = line.partition("==")
            if equals and name[:1].isalnum():
                version, _, marker = rest.rstrip("\\\n ").partition(";")
                pins.append(Pin(normalised(name), version.split()[0], marker.strip()))
    return pins


def read_names(requirements_in: str) -> set[str]:
    """The names of the packages asked for directly, in a requirements.in."""
    names = set()
    with open(requirements_in, encoding="utf-8") as lines:
        for line in lines:
            name = line.partition(";")[0].partition("#")[0]
            for sign in "<>=!~[ ":
                name = name.partition(sign)[0]
            if name[:1].isalnum():
                names.add(normalised(name))
    return names


def direct_pins(requirements: str) -> list[Pin]:
    """The pins of what the .in file beside this requirements.txt asks for by name."""
    names = read_names(requirements.removesuffix(".txt") + ".in")
    return [pin for pin in read_pins(requirements) if pin.name in names]


def installed(folders: Iterable[str]) -> dict[str, str]:
    """Name and version of every package found in these folders of modules; the first folder wins, as in imports."""
    found: dict[str, str] = {}
    for folder in folders:
        try:
            entries = os.listdir(folder or os.curdir)
        except OSError:
            continue
        for entry in entries:
            stem, kind = os.path.splitext(entry)
            if kind in (".dist-info", ".egg-info"):
                name, _, version = stem.partition("-")
                found.setdefault(normalised(name), version.partition("-")[0])
    return found


def count_here(requirements: str) -> int:
    """How many packages of a requirements.txt this platform needs."""
    return sum(markers.holds(pin.marker) for pin in read_pins(requirements))


def unmet(pins: Iterable[Pin], packages: dict[str, str]) -> Iterator[Pin]:
    """The pins that hold on this platform and whose package is missing or has another version."""
    for pin in pins:
        if packages.get(pin.name) != pin.version and markers.holds(pin.marker):
            yield pin

"""The virtual environment of this repository: where it is, and whether it is ready.

A stamp in it says for which requirements it was made. There is a stamp only while everything is
installed: it goes before anything is changed and comes back last, so an interrupted set-up is seen.
"""
# Runs at every start: os.path, because importing pathlib would cost 15 ms.

from __future__ import annotations

import os
import sys

from workshop.environment import pins

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
REQUIREMENTS = os.path.join(ROOT, "requirements.txt")
DEV_REQUIREMENTS = os.path.join(ROOT, "requirements-dev.txt")
WINDOWS = os.name == "nt"


class Venv:
    """A folder that is, or shall be, a virtual environment."""

    def __init__(self, path: str) -> None:
        self.path = os.path.realpath(path)
        self.python = os.path.join(self.path, *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))
        self.stamps = os.path.join(self.path, ".workshop")

    @property
    def name(self) -> str:
        """The path for messages: relative to the repository where it lies inside."""
        inside = self.path.startswith(ROOT + os.sep)
        return os.path.relpath(self.path, ROOT) if inside else self.path

    @property
    def site_packages(self) -> str | None:
        """The folder packages are installed in, or None where there is none yet."""
        if WINDOWS:
            folders = [os.path.join(self.path, "Lib", "site-packages")]
        else:
            lib = os.path.join(self.path, "lib")
            try:
                folders = [os.path.join(lib, name, "site-packages") for name in os.listdir(lib)]
            except OSError:
                folders = []
        return next((folder for folder in folders if os.path.isdir(folder)), None)

    def packages(self) -> dict[str, str]:
        """Name and version of what is installed in it."""
        return pins.installed([self.site_packages] if self.site_packages else [])

    def is_running(self) -> bool:
        """Whether the running interpreter is this environment's."""
        return os.path.realpath(sys.prefix) == self.path

    def is_ready(self) -> bool:
        """Whether it was made here, for these requirements, and still has what they ask for by name."""
        return self.has_stamp(REQUIREMENTS) and not any(pins.unmet(pins.direct_pins(REQUIREMENTS), self.packages()))

    def stamp(self, requirements: str) -> str:
        """Where the stamp for this requirements file is."""
        return os.path.join(self.stamps, os.path.basename(requirements))

    def stamp_text(self, requirements: str) -> bytes:
        """What a valid stamp holds: hash of the requirements, this folder, and its Python's date and size."""
        import hashlib

        with open(requirements, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        python = os.stat(self._base_python() if WINDOWS else self.python)  # elsewhere it is a link to the base
        return os.fsencode(f"{digest}\n{self.path}\n{python.st_mtime_ns} {python.st_size}\n")

    def has_stamp(self, requirements: str) -> bool:
        """Whether the stamp for this requirements file is there and valid."""
        try:
            with open(self.stamp(requirements), "rb") as file:
                return file.read() == self.stamp_text(requirements)
        except OSError:
            return False

    def _base_python(self) -> str:
        with open(os.path.join(self.path, "pyvenv.cfg"), encoding="utf-8") as lines:
            home = next((line.partition("=")[2].strip() for line in lines if line.startswith("home")), self.path)
        return os.path.join(home, os.path.basename(self.python))


def here() -> Venv:
    """The environment of this repository: `.venv` in its root, or where WORKSHOP_VENV says."""
    return Venv(os.path.expanduser(os.environ.get("WORKSHOP_VENV") or os.path.join(ROOT, ".venv")))

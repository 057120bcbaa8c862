"""uv and pip: finding them, fetching uv, making an empty environment and filling it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from workshop.environment import advice, pins, pip_settings
from workshop.environment.commands import Finished, run, say
from workshop.environment.errors import SetupError
from workshop.environment.venv import DEV_REQUIREMENTS, ROOT, Venv

BASE_PYTHON: str = getattr(sys, "_base_executable", None) or sys.executable  # not the venv's own, which may go

# Where pip or uv would otherwise put things elsewhere than they are told here, or refuse to.
MISLEADING = {f"PIP_{name}" for name in ("TARGET", "PREFIX", "ROOT", "PYTHON", "DRY_RUN", "CONSTRAINT")}
MISLEADING |= {f"UV_{name}" for name in ("SYSTEM_PYTHON", "PYTHON", "CONSTRAINT", "OVERRIDE")}
MISLEADING |= {"PYTHONHOME", "__PYVENV_LAUNCHER__"}

MAKING = "Making an empty environment"
NO_INSTALLER = (
    f"{BASE_PYTHON} has neither pip nor venv, so the requirements cannot be installed.\n"
    "On Debian and Ubuntu run `sudo apt install python3-venv`; anywhere, install uv "
    "(https://docs.astral.sh/uv/getting-started/installation/). Then run the same command again."
)


class Installer:
    """Installs requirements with uv where there is one or it can be fetched, else with pip.

    lock is the file descriptor that its commands inherit (see lock.held).
    """

    def __init__(self, venv: Venv, lock: int | None) -> None:
        self.venv = venv
        self.lock = lock
        self.pip = _pip_of(BASE_PYTHON)
        self.settings = pip_settings.read(self.pip)
        self.environ = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        self.environ |= {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        self.environ |= {"PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore", "PYTHONUTF8": "1"}
        self.uv = _working(shutil.which("uv")) or self._fetch_uv()

    def make_venv(self) -> None:
        """Makes an empty environment in the folder; what is there already stays. Raises SetupError."""
        if self.uv:
            command = ["venv", "--no-project", "--allow-existing", "--python", BASE_PYTHON, self.venv.path]
            made = self._uv(command, MAKING)
            if made.succeeded:
                return
            say(f"uv could not make it ({advice.last_useful(made.lines)}); going on with Python's own venv.")
        made = self._run([BASE_PYTHON, "-m", "venv", "--without-pip", self.venv.path], MAKING)
        if not made.succeeded:
            if not self.uv and not self.pip:
                raise SetupError(NO_INSTALLER)
            raise SetupError(f"{self.venv.path} could not be made: {advice.last_useful(made.lines)}")

    def install(self, python: str, requirements: str) -> None:
        """Installs a requirements file into this Python's environment. Raises SetupError with cause and cure."""
        pip = None
        if not self.uv and not self.pip:  # Debian with python3-venv only: the new environment can have a pip
            pip = self._pip_for(python)
            self.pip = pip
            self.uv = self._fetch_uv()
        failed: list[str] = []
        if self.uv:
            done = self._install_with_uv(python, requirements)
            if done.succeeded:
                return
            failed = done.lines
            say(f"uv could not install them ({advice.last_useful(failed, advice.cause(failed))}); going on with pip.")
        pip = pip or self._pip_for(python)
        if not pip:
            raise SetupError(advice.explain(failed, self.settings) if failed else NO_INSTALLER)
        done = self._install_with_pip(pip, requirements, offline=advice.cause(failed) is advice.NETWORK)
        if not done.succeeded:
            raise SetupError(advice.explain(done.lines, self.settings))

    def _install_with_uv(self, python: str, requirements: str) -> Finished:
        command = ["pip", "install", "--python", python, "--compile-bytecode", "--no-build", "-r", requirements]
        if "--hash=" in Path(requirements).read_text(encoding="utf-8"):
            command.append("--require-hashes")
        if pip_settings.forbids_index(self.settings):
            command.append("--no-index")
        return self._uv(command, "Installing with uv", total=pins.count_here(requirements))

    def _install_with_pip(self, pip: Sequence[str], requirements: str, *, offline: bool) -> Finished:
        # pip asks for hashes by itself where a file has them
        command = [*pip, "install", "--only-binary", ":all:", "-r", requirements]
        if offline and "retries" not in self.settings:
            command += ["--retries", "1"]  # uv has already tried for seconds
        return self._run(command, "Installing with pip", total=pins.count_here(requirements))

    def _pip_for(self, python: str) -> list[str] | None:
        """A pip that installs into this Python's environment, or None."""
        own = _pip_of(python)
        if own:
            return own
        if self.pip:
            return [BASE_PYTHON, "-m", "pip", "--python", python]
        made = self._run([python, "-m", "ensurepip"], "Getting pip")
        return _pip_of(python) if made.succeeded else None

    def _fetch_uv(self) -> str | None:
        """uv as a wheel, in the version and with the hashes of requirements-dev.txt, or None."""
        wanted = _lines_of("uv", DEV_REQUIREMENTS)
        if not wanted:
            return None
        folder = Path(ROOT if os.access(ROOT, os.W_OK) else self.venv.path, ".workshop", "tools")
        version = wanted[0].partition("==")[2].split()[0]
        target = folder / f"uv-{version}"
        found = _uv_in(target)
        if found or not self.pip:
            return found
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as unfinished:
                wish = Path(unfinished, "uv.txt")
                wish.write_text("\n".join(wanted), encoding="utf-8")
                command = [*self.pip, "install", "--only-binary", ":all:", "--no-deps", "--no-compile"]
                command += ["--retries", "1", "--target", f"{unfinished}/uv", "-r", str(wish)]
                got = self._run(command, "Fetching uv")
                if not got.succeeded:
                    return None
                shutil.rmtree(target, ignore_errors=True)
                Path(unfinished, "uv").replace(target)
        except OSError:  # a read-only or full disk: the set-up itself will meet it and say so
            return None
        return _uv_in(target)

    def _uv(self, command: Sequence[str], doing: str, total: int = 0) -> Finished:
        assert self.uv is not None
        environ = self.environ | pip_settings.for_uv(self.settings, self.environ)
        return self._run([self.uv, *command], doing, environ, total)

    def _run(
        self, command: Sequence[str], doing: str, environ: dict[str, str] | None = None, total: int = 0
    ) -> Finished:
        return run(command, doing, environ or self.environ, self.lock, total)


def _pip_of(python: str) -> list[str] | None:
    """The command for this Python's pip, or None where it has none."""
    probe = subprocess.run([python, "-c", "import pip"], capture_output=True)
    return [python, "-m", "pip"] if probe.returncode == 0 else None


def _working(program: str | None) -> str | None:
    """The program if it starts."""
    if not program:
        return None
    try:
        started = subprocess.run([program, "--version"], capture_output=True)
    except OSError:
        return None
    return program if started.returncode == 0 else None


def _uv_in(target: Path) -> str | None:
    """The working uv in a folder that pip has put the wheel in, or None."""
    return _working(shutil.which("uv", path=os.pathsep.join([str(target / "bin"), str(target / "Scripts")])))


def _lines_of(name: str, requirements: str) -> list[str]:
    """The lines of one package in a requirements file: its pin and the hashes that follow."""
    lines = Path(requirements).read_text(encoding="utf-8").splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(f"{name}==")), len(lines))
    end = next((number for number, line in enumerate(lines[begin:], begin) if not line.endswith("\\")), len(lines))
    return lines[begin : end + 1]

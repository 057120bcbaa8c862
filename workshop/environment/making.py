"""Making `.venv`: judging what is there, building or mending it, and stamping it when all is done."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from workshop import OLDEST_PYTHON
from workshop.environment import advice, lock, pins
from workshop.environment.commands import say
from workshop.environment.errors import DevelopmentSetupError, SetupError, file_missing
from workshop.environment.installers import Installer
from workshop.environment.venv import DEV_REQUIREMENTS, REQUIREMENTS, ROOT, Venv

INSTALLERS = {"pip", "setuptools", "wheel", "uv"}  # in many an empty environment


class Action(Enum):
    """What to do with the folder that is there."""

    MAKE = "make"  # nothing is there
    UPDATE = "update"  # it works: install into it
    REPLACE = "replace"  # it is ours or holds nothing of its own: empty it and make it anew
    SET_ASIDE = "set aside"  # somebody's: give it another name


@dataclass(frozen=True)
class Judgement:
    """The action, and why, as the end of a sentence about the environment."""

    action: Action
    because: str = ""


def make_ready(venv: Venv) -> None:
    """Makes the environment, or mends or updates it, and returns when it is ready. Raises SetupError."""
    with _told_plainly(venv), _alone(venv) as descriptor:
        if venv.is_ready():
            return  # another run has made it while this one waited
        begun = time.monotonic()
        found = judge(venv)
        _announce(venv, found)
        _prepare(venv, found.action)
        with _stamped_after(venv, [REQUIREMENTS]):
            installer = Installer(venv, descriptor)
            if found.action is not Action.UPDATE:
                installer.make_venv()
            installer.install(venv.python, REQUIREMENTS)
            _make_importable(venv)
        say(f"{venv.name} is ready ({time.monotonic() - begun:.0f} s).")


def ensure_dev(venv: Venv) -> None:
    """Installs requirements-dev.txt where the running interpreter lacks it. Raises DevelopmentSetupError."""
    own = venv.is_running()
    if own and venv.has_stamp(DEV_REQUIREMENTS):
        return
    if not own and not any(pins.unmet(pins.direct_pins(DEV_REQUIREMENTS), pins.installed(sys.path))):
        return
    try:
        with _told_plainly(venv), _alone(venv) as descriptor:
            if own and venv.has_stamp(DEV_REQUIREMENTS):
                return
            say("Installing what the repository's own tests need (requirements-dev.txt).")
            stamps = _stamped_after(venv, [REQUIREMENTS, DEV_REQUIREMENTS]) if own else contextlib.nullcontext()
            with stamps:
                Installer(venv, descriptor).install(sys.executable, DEV_REQUIREMENTS)
    except SetupError as error:
        raise DevelopmentSetupError(str(error)) from error


def judge(venv: Venv) -> Judgement:
    """What to do with what is in the environment's folder."""
    folder = Path(venv.path)
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return Judgement(Action.MAKE)
    stamp = Path(venv.stamp(REQUIREMENTS))
    if Path(venv.stamps).is_dir():
        if not stamp.exists():
            return Judgement(Action.REPLACE, "the last set-up did not finish")
        if stamp.read_bytes().splitlines()[1:2] != [os.fsencode(venv.path)]:
            return Judgement(Action.REPLACE, "the folder has been moved")
        fault = _fault_of_python(venv)
        return Judgement(Action.REPLACE, fault) if fault else Judgement(Action.UPDATE, "the requirements have changed")
    return _judge_stranger(venv)


def _judge_stranger(venv: Venv) -> Judgement:
    """The same for an environment that was not made by the workshop."""
    known = {pin.name for file in (REQUIREMENTS, DEV_REQUIREMENTS) for pin in pins.read_pins(file)}
    packages = venv.packages()
    others = sorted(set(packages) - known - INSTALLERS)
    if others:
        shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        return Judgement(Action.SET_ASIDE, f"it holds packages of something else ({shown})")
    if not Path(venv.path, "pyvenv.cfg").is_file():
        return Judgement(Action.SET_ASIDE, "it is not a complete virtual environment")
    fault = _fault_of_python(venv)
    if fault:
        return Judgement(Action.REPLACE, fault)
    if any(pins.unmet(pins.read_pins(REQUIREMENTS), packages)):
        return Judgement(Action.REPLACE, "it lacks requirements")
    return Judgement(Action.UPDATE, "it was made by hand")


def _fault_of_python(venv: Venv) -> str:
    """What is wrong with the environment's interpreter, as the end of a sentence, or ""."""
    probe = "import os, sys; print(*sys.version_info[:2]); print(ascii(os.path.realpath(sys.prefix)))"
    try:
        told = subprocess.run([venv.python, "-c", probe], capture_output=True, text=True, errors="replace")
    except OSError:
        return "its Python is missing"
    if told.returncode != 0:
        return "its Python does not start"
    numbers, prefix = told.stdout.splitlines()
    version = tuple(int(number) for number in numbers.split())
    if version < OLDEST_PYTHON:
        return f"its Python is {version[0]}.{version[1]}, too old"
    if prefix != ascii(venv.path):
        return "its Python belongs to another environment"
    return ""


def _announce(venv: Venv, found: Judgement) -> None:
    count = pins.count_here(REQUIREMENTS)
    what = f"{count} package{'s' if count != 1 else ''} from requirements.txt"
    if found.action is Action.MAKE:
        say(f"Setting up {venv.name}, this first time only: {what}.")
    elif found.action is Action.UPDATE:
        say(f"Updating {venv.name} because {found.because}: {what}.")
    elif found.action is Action.REPLACE:
        say(f"Making {venv.name} anew because {found.because}: {what}.")
    else:
        say(f"There is a {venv.name} already, but {found.because}.")


def _prepare(venv: Venv, action: Action) -> None:
    """Leaves a folder with a place for stamps and no stamp in it."""
    folder = Path(venv.path)
    if action is Action.SET_ASIDE:
        number = next(n for n in range(1, sys.maxsize) if not Path(f"{venv.path}.bak-{n}").exists())
        folder.rename(f"{venv.path}.bak-{number}")
        say(f"It is kept as {venv.name}.bak-{number}; setting up a new one.")
    if action is Action.REPLACE:
        for entry in folder.iterdir():  # and not the folder itself, which may be a mount
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    Path(venv.stamps).mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _stamped_after(venv: Venv, requirements: list[str]) -> Iterator[None]:
    """Takes all stamps away and puts those for these files there when the work inside is done.

    They come back as they were when the work fails before it has changed anything, as it does without a network.
    """
    before = {stamp: stamp.read_bytes() for stamp in Path(venv.stamps).iterdir() if stamp.is_file()}
    packages = venv.packages()
    for stamp in before:
        stamp.unlink()
    try:
        yield
    except SetupError:
        if venv.packages() == packages:
            for stamp, text in before.items():
                stamp.write_bytes(text)
        raise
    for file in requirements:
        Path(venv.stamp(file)).write_bytes(venv.stamp_text(file))


def _make_importable(venv: Venv) -> None:
    """Lets every program in the environment, such as a notebook's kernel, `import workshop`.

    https://docs.python.org/3/library/site.html: a .pth file is read in an encoding that depends on
    Python's version and the system, so it is kept in ASCII; a relative path starts from its folder.
    """
    folder = venv.site_packages
    if folder is None:
        raise SetupError(f"{venv.path} was made without a place for packages. Delete it and run again.")
    inside = Path(folder).is_relative_to(ROOT)
    line = "/".join([".."] * len(Path(folder).relative_to(ROOT).parts)) if inside else ROOT
    if not line.isascii():
        line = f"import sys; sys.path.append({ROOT!a})"
    Path(folder, "workshop.pth").write_text(line + "\n", encoding="ascii")


def _alone(venv: Venv) -> contextlib.AbstractContextManager[int | None]:
    Path(venv.path).parent.mkdir(parents=True, exist_ok=True)
    return lock.held(
        Path(f"{venv.path}.lock"), lambda: say("Another run is setting up the workshop; waiting for it to finish.")
    )


@contextlib.contextmanager
def _told_plainly(venv: Venv) -> Iterator[None]:
    """Turns what the file system refuses into a sentence with a cure."""
    try:
        yield
    except FileNotFoundError as error:
        raise file_missing(error) from error
    except OSError as error:
        place = error.filename or venv.path
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SetupError(advice.DISK_IS_FULL + " Then run the same command again.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            text = f"{place} cannot be written, so the environment cannot be made there."
        else:
            text = f"{place}: {error.strerror}; so the environment cannot be made there."
        cure = "Copy the workshop to a folder of your own, or set WORKSHOP_VENV to a folder you may write"
        raise SetupError(f"{text}\n{cure}, and run again.") from error

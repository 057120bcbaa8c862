"""The state of the environment, for `doctor`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from workshop.environment import pins
from workshop.environment.venv import DEV_REQUIREMENTS, REQUIREMENTS, Venv


@dataclass(frozen=True)
class Description:
    """The running interpreter and how it stands to the requirements."""

    python: Path
    version: str  # "3.13.1"
    venv: Path  # where the workshop's own environment is or would be
    in_venv: bool  # whether the running interpreter is that environment's
    stamp_valid: bool  # whether that environment was completely made for today's requirements.txt
    dev_stamp_valid: bool  # the same for requirements-dev.txt
    missing: tuple[str, ...]  # "flask==3.1.3", of requirements.txt, in the running interpreter
    mismatched: tuple[str, ...]  # "flask==3.1.3, found 3.0.0"


def describe(venv: Venv) -> Description:
    """The description of the running interpreter and of this environment."""
    packages = pins.installed(sys.path)
    unmet = list(pins.unmet(pins.read_pins(REQUIREMENTS), packages))
    return Description(
        python=Path(sys.executable),
        version=".".join(str(number) for number in sys.version_info[:3]),
        venv=Path(venv.path),
        in_venv=venv.is_running(),
        stamp_valid=venv.has_stamp(REQUIREMENTS),
        dev_stamp_valid=venv.has_stamp(DEV_REQUIREMENTS),
        missing=tuple(str(pin) for pin in unmet if pin.name not in packages),
        mismatched=tuple(f"{pin}, found {packages[pin.name]}" for pin in unmet if pin.name in packages),
    )

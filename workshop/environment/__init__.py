"""The environment the workshop runs in: an interpreter that has requirements.txt.

`enter` is called at every start and must cost nothing when all is there; so it imports the
parts that make an environment only when they are needed, and nothing else of the workshop.
"""

from __future__ import annotations

import sys

from workshop.environment import handover, pins, venv
from workshop.environment.errors import DevelopmentSetupError, SetupError, file_missing

TYPE_CHECKING = False  # for type checkers only; importing typing for it would cost 8 ms at every start
if TYPE_CHECKING:
    from workshop.environment.state import Description

__all__ = ["DevelopmentSetupError", "SetupError", "describe", "ensure_dev", "enter"]


def enter() -> None:
    """Comes back only in an interpreter that has the requirements; otherwise makes `.venv` and starts it instead.

    Raises SetupError, with a message for the learner, when that is not possible.
    """
    try:
        _enter(venv.here(), handed_over=handover.was_handed_over())
    except FileNotFoundError as error:
        raise file_missing(error) from error


def _enter(own: venv.Venv, *, handed_over: bool) -> None:
    if own.is_running():
        if handed_over or own.is_ready():
            return
    elif not any(pins.unmet(pins.direct_pins(venv.REQUIREMENTS), pins.installed(sys.path))):
        return
    elif handed_over:
        raise SetupError(f"{own.path} does not work as a virtual environment. Delete it and run again.")
    if not own.is_ready():
        from workshop.environment import making

        making.make_ready(own)
    handover.hand_over(own)


def ensure_dev() -> None:
    """Installs requirements-dev.txt into the running interpreter's environment, unless it is there.

    Raises DevelopmentSetupError, with a message for the learner, when that is not possible.
    """
    from workshop.environment import making

    making.ensure_dev(venv.here())


def describe() -> Description:
    """What the environment is and what it lacks, for `doctor`."""
    from workshop.environment.state import describe

    return describe(venv.here())

"""Going on in another interpreter: the same command, arguments and terminal."""
# Runs at every start: os.path, because importing pathlib would cost 15 ms.

from __future__ import annotations

import os
import sys

from workshop.environment.errors import SetupError
from workshop.environment.venv import WINDOWS, Venv

MARK = "WORKSHOP_HANDED_OVER"  # set only across the hand-over, so that it cannot go round in circles


def was_handed_over() -> bool:
    """Whether another interpreter started this one to go on; can be asked once."""
    return os.environ.pop(MARK, None) is not None


def hand_over(venv: Venv) -> None:
    """Goes on in the environment's Python with the command line of this one; does not come back."""
    command = [venv.python, *sys.orig_argv[1:]]
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "__PYVENV_LAUNCHER__")}
    environ[MARK] = "1"
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        if WINDOWS:
            sys.exit(run_as_child(command, environ))
        os.execve(venv.python, command, environ)
    except OSError as error:
        raise SetupError(f"{venv.python} does not start ({error.strerror}). Delete {venv.path}, run again.") from error


def run_as_child(command: list[str], environ: dict[str, str]) -> int:
    """The exit code of this command. Windows cannot replace a process, so this one waits; Ctrl-C is the child's."""
    import subprocess

    child = subprocess.Popen(command, env=environ)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the console has sent it to the child too, which decides what it means
            continue

"""The way in: checks the Python, has the environment made, starts the command line.

This file must parse and run on every Python from 2.7 on, so that an old one can
say kindly that it is too old. Hence no f-strings and no type hints here.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
STARTED_BY_PATH = not __package__  # `python3 workshop` rather than `python3 -m workshop`
if STARTED_BY_PATH:
    # Python puts this folder itself on the path, where our modules would shadow others' (notebook).
    sys.path[:] = [os.path.dirname(HERE)] + [p for p in sys.path if os.path.abspath(p) != HERE]

from workshop import NEWEST_PYTHON, OLDEST_PYTHON  # noqa: E402 (the path must be right first)


def is_new_enough(command):
    """Whether this command starts a Python that can run the workshop (pyenv's and Windows' stand-ins do not)."""
    import subprocess

    probe = "import sys; sys.exit(sys.version_info[:2] < %r)" % (OLDEST_PYTHON,)
    try:
        python = subprocess.Popen(command + ["-c", probe], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError:
        return False
    python.communicate()
    return python.returncode == 0


def newer_python():
    """The command of a Python on this machine that is new enough, as a list of words, or None."""
    tested = range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)
    untested = range(NEWEST_PYTHON[1] + 1, 20)
    candidates = [["python3"], ["python"]]
    candidates += [["python3.%d" % minor] for minor in list(tested) + list(untested)]
    if os.name == "nt":
        candidates.insert(0, ["py", "-3"])
    for command in candidates:
        if is_new_enough(command):
            return command
    return None


def too_old():
    """What to say on a Python that is too old: what is needed, and the command to run instead."""
    needed = "%d.%d" % OLDEST_PYTHON
    text = "The workshop needs Python %s or newer; this is Python %s. " % (needed, sys.version.split()[0])
    again = [sys.argv[0]] if STARTED_BY_PATH else ["-m", "workshop"]
    command = newer_python()
    if command:
        line = " ".join(command + again + sys.argv[1:])
        return text + "Found %s on this machine: run `%s`" % (" ".join(command), line)
    newest = "python%d.%d" % NEWEST_PYTHON
    line = " ".join([newest] + again + sys.argv[1:])
    return text + "Install a newer one from https://www.python.org/downloads/ and run `%s`" % line


def main():
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(too_old())
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        sys.dont_write_bytecode = False  # compiling anew costs seconds at every start

    from workshop import environment

    try:
        environment.enter()
    except environment.SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next run goes on with the set-up.\n")
        sys.exit(130)

    from workshop import cli

    cli.main()


if __name__ == "__main__":
    main()

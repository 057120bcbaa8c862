"""Starting services: what earlier runs have left behind, how it is done here, and how long it takes."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from workshop.doctor.finding import Finding
from workshop.serve import leftovers
from workshop.serve.helper import Helper
from workshop.serve.launch import Launch, StartError
from workshop.serve.starter import base_environment, can_fork

SLOW_IMPORT, SLOW_START = 5.0, 1.5
PROGRAM = """
from flask import Flask

app = Flask(__name__)
"""


def left_overs() -> Iterator[Finding]:
    """What earlier runs that were killed have left running; it is ended, since nothing else would."""
    commands = leftovers.clear()
    still = leftovers.found()
    if still:
        pids = " ".join(str(process.pid) for process in still)
        cure = f"taskkill /F /PID {pids}" if os.name == "nt" else f"kill -9 {pids}"
        yield Finding("left-overs", "problem", f"{len(still)} of an earlier run can't be ended", cure)
    elif commands:
        seen = f"an earlier run had left {len(commands)} running: {'; '.join(command[:120] for command in commands)}"
        yield Finding("left-overs", "note", seen, "nothing to do: they have been ended")
    else:
        yield Finding("left-overs", "ok", "none")


def way_of_starting(server: str | None = None) -> Iterator[Finding]:
    """How services are started here, and what serves them."""
    server = server or ("waitress" if sys.platform == "win32" else "gunicorn")
    way = "forked from a warm parent" if can_fork() else "started from spare processes"
    try:
        version = metadata.version(server)
    except metadata.PackageNotFoundError:
        cure = f"{sys.executable} -m pip install -r requirements.txt"
        yield Finding("services", "problem", f"{server}, which serves them, is not installed", cure)
        return
    if not can_fork() and sys.platform == "linux":
        cure = "unset WORKSHOP_FORK"
        yield Finding("services", "note", f"{way}, which is slower, because WORKSHOP_FORK=0; {server} {version}", cure)
    else:
        yield Finding("services", "ok", f"{way}; {server} {version}")


def a_start(slow_import: float = SLOW_IMPORT, slow_start: float = SLOW_START) -> Iterator[Finding]:
    """How long a service takes to start (seconds), found out by starting one."""
    with tempfile.TemporaryDirectory(prefix="workshop-") as folder:
        Path(folder, "doctor_probe.py").write_text(PROGRAM, encoding="utf-8")
        launch = Launch(folder, "doctor_probe:app", base_environment(), str(Path(folder, "log")))
        try:
            importing, starting = _timed(launch)
        except StartError as error:
            cure = "put it into a report with what doctor says otherwise"
            yield Finding("a start", "problem", f"a small service does not start: {error.problem} {error.where}", cure)
            return
    seen = f"{starting:.2f} s a service, after {importing:.1f} s of imports"
    if importing > slow_import or starting > slow_start:
        cure = "run doctor again (the first run compiles); if it stays slow, leave this folder out of virus scans"
        yield Finding("a start", "note", f"{seen}: slow", cure)
    else:
        yield Finding("a start", "ok", seen)


def _timed(launch: Launch) -> tuple[float, float]:
    """Seconds until a first service answers, and for the next one. Raises StartError."""
    began = time.monotonic()
    helper = Helper(["flask_restx"])
    try:
        running = helper.starter.start(launch)
        first = time.monotonic()
        running.stop()
        helper.starter.start(launch).stop()
        return first - began, time.monotonic() - first
    finally:
        helper.close()

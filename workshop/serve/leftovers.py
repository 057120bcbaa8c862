"""Processes that a killed run has left behind: noted when they start, found and ended at the next start."""

from __future__ import annotations

import contextlib
import json
import os

import psutil

from workshop.catalog import ROOT
from workshop.serve.starter import kill_tree

FOLDER = ROOT / ".workshop" / "processes"


def note(pid: int) -> None:
    """Remember that this process has started `pid`."""
    with contextlib.suppress(OSError, psutil.Error):
        FOLDER.mkdir(parents=True, exist_ok=True)
        owner = psutil.Process()
        entry = {"started": psutil.Process(pid).create_time(), "owner": owner.pid, "since": owner.create_time()}
        (FOLDER / str(pid)).write_text(json.dumps(entry))


def forget(pid: int) -> None:
    """`pid` was ended in good order."""
    with contextlib.suppress(OSError):
        (FOLDER / str(pid)).unlink()


def found() -> list[psutil.Process]:
    """The noted processes that still run although their owner is gone."""
    return [process for process, owned in _noted() if not owned]


def clear() -> list[str]:
    """End what `found` finds; gives the command lines."""
    ended = []
    for process in found():
        with contextlib.suppress(psutil.Error):
            ended.append(" ".join(process.cmdline()))
        kill_tree(process.pid)
        forget(process.pid)
    return ended


def _noted() -> list[tuple[psutil.Process, bool]]:
    """Each noted process that still runs, and whether its owner does; entries of processes gone are dropped."""
    noted = []
    for path in sorted(FOLDER.iterdir()) if FOLDER.is_dir() else ():
        try:
            entry = json.loads(path.read_text())
            process = _same(int(path.name), entry["started"])
            owner = _same(entry["owner"], entry["since"])
        except (OSError, ValueError, KeyError, TypeError):
            process = owner = None
        if process is None:
            with contextlib.suppress(OSError):
                path.unlink()
        elif process.pid != os.getpid():
            noted.append((process, owner is not None))
    return noted


def _same(pid: int, started: float) -> psutil.Process | None:
    """The process `pid` if it is still the one that started then."""
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if abs(process.create_time() - started) < 1:
            return process
    return None

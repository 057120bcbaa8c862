"""What a killed run has left behind: noted when it starts, found and ended at the next start.

A run's helper processes and services have its mark in their environment, so that what they leave behind is found too;
its temporary folders have the mark in their names.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from workshop.catalog import ROOT
from workshop.serve.launch import command_line
from workshop.serve.removing import remove
from workshop.serve.starter import MARK, kill_tree

NOTES = "WORKSHOP_PROCESSES"  # names another folder for what is noted, where processes have numbers of their own
FOLDER = Path(os.environ.get(NOTES) or ROOT / ".workshop" / "processes")
STACKS = ROOT / ".workshop" / "stacks"
MEMORY = "/dev/shm"  # Linux: a file system in memory
SHORT = "/tmp"  # where the usual place for temporary files has too long a name
OPEN = "/var/tmp"  # open to every user, and kept when the machine starts again


@dataclass(frozen=True, slots=True)
class Noted:
    """A process that was noted (None when it has ended), whether its owner still runs, and the mark of its run."""

    path: Path
    process: psutil.Process | None
    owned: bool
    mark: str

    def left(self) -> list[psutil.Process]:
        """What still runs of it and of all that bears its mark."""
        return ([self.process] if self.process else []) + (marked(self.mark) if self.mark else [])


def new_mark() -> str:
    """A mark for a run."""
    return secrets.token_hex(4)


@cache
def own_mark() -> str:
    """The mark of what this process has for as long as it runs: its temporary folders end with it.

    Where it is killed, the next process that asks for its own mark removes them, and ends what bears that mark.
    """
    clear()
    mark = new_mark()
    note(os.getpid(), mark)
    atexit.register(_end_own, os.getpid(), mark)
    return mark


def _end_own(pid: int, mark: str) -> None:
    if pid == os.getpid():  # and not something that it has forked
        remove_temporary_folders(mark)
        forget(pid)


def temporary_folder(mark: str, where: str | None = None) -> str:
    """A new temporary folder of the run with this mark, in the usual place unless `where` is given."""
    return tempfile.mkdtemp(prefix=f"workshop-{mark}-", dir=where)


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A temporary folder of this process's own, there until the block ends."""
    folder = Path(temporary_folder(own_mark()))
    try:
        yield folder
    finally:
        remove(folder)


def remove_temporary_folders(mark: str) -> None:
    """Delete the temporary folders that the run with this mark has left."""
    for place in {tempfile.gettempdir(), SHORT, MEMORY, OPEN, str(STACKS)}:
        for folder in Path(place).glob(f"workshop-{mark}-*"):
            remove(folder)


def marked(mark: str) -> list[psutil.Process]:
    """The running processes, this one excepted, whose environment has this mark."""
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and _bears(process, mark)]


def _bears(process: psutil.Process, mark: str) -> bool:
    try:
        return bool(process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE)
    except (psutil.Error, OSError):
        return False


def note(pid: int, mark: str = "") -> None:
    """Remember that this process has started `pid`, in the run with this mark."""
    with contextlib.suppress(OSError, psutil.Error):
        FOLDER.mkdir(parents=True, exist_ok=True)
        owner = psutil.Process()
        started = psutil.Process(pid).create_time()
        entry = {"started": started, "owner": owner.pid, "since": owner.create_time(), "mark": mark}
        (FOLDER / str(pid)).write_text(json.dumps(entry))


def forget(pid: int) -> None:
    """`pid` was ended in good order."""
    with contextlib.suppress(OSError):
        (FOLDER / str(pid)).unlink()


def found() -> list[psutil.Process]:
    """What still runs although the owner of its run is gone."""
    return [process for noted in _noted() if not noted.owned for process in noted.left()]


def clear() -> list[str]:
    """End what `found` finds, and delete the temporary folders of those runs; gives the command lines."""
    ended = []
    for noted in [noted for noted in _noted() if not noted.owned]:
        ended += end(noted.left())
        if noted.mark:
            remove_temporary_folders(noted.mark)
        with contextlib.suppress(OSError):
            noted.path.unlink()
    return ended


def end(processes: Iterable[psutil.Process]) -> list[str]:
    """Kill these processes and all below them; gives the command lines."""
    ended = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            ended.append(command_line(process.cmdline() or [process.name()]))
        kill_tree(process.pid)
    return ended


def _noted() -> Iterator[Noted]:
    """What was noted and is not over; an entry that can't be read, or whose process has ended in order, is dropped."""
    for path in sorted(FOLDER.iterdir()) if FOLDER.is_dir() else ():
        try:
            entry = json.loads(path.read_text())
            process = same(int(path.name), entry["started"])
            noted = Noted(path, process, same(entry["owner"], entry["since"]) is not None, str(entry.get("mark", "")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            noted = None
        if noted is None or (noted.process is None and (noted.owned or not noted.mark)):
            with contextlib.suppress(OSError):
                path.unlink()
        elif noted.process is None or noted.process.pid != os.getpid():
            yield noted


def same(pid: int, started: float) -> psutil.Process | None:
    """The process `pid` if it still runs and is the one that started then."""
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if abs(process.create_time() - started) < 1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None

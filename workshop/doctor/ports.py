"""The ports that services take when they are run by hand, and who holds them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from workshop import catalog
from workshop.doctor.finding import Finding
from workshop.serve.ports import free_port, is_taken

JUPYTER = 8888


def ports(root: Path) -> Iterator[Finding]:
    """Whether the ports of all lessons and Jupyter's are free."""
    lessons = {entry.port: each.number for each in catalog.lessons(root) for entry in each.services.values()}
    wanted = sorted([*lessons, JUPYTER])
    taken = [port for port in wanted if is_taken(port)]
    if not taken:
        yield Finding("ports", "ok", f"{', '.join(map(str, wanted))} are free")
    for port in taken:
        yield jupyters_port(port) if port == JUPYTER else lessons_port(port, lessons[port])


def lessons_port(port: int, lesson: int) -> Finding:
    """A lesson's port that is taken: by the workshop itself, or by a stranger."""
    process = holder(port)
    cure = f"serve on another one: python3 -m workshop serve {lesson} --port {free_port()}"
    if process and is_ours(process):
        cure = f"end it with Ctrl-C where it runs, or: {_ending(process)}"
        return Finding(f"port {port}", "note", f"taken by the workshop itself: {_told(process)}", cure)
    return Finding(f"port {port}", "problem", f"taken by {_told(process)}, so that serve {lesson} can't have it", cure)


def jupyters_port(port: int) -> Finding:
    """Jupyter's port that is taken: it goes on to the next by itself."""
    seen = f"taken by {_told(holder(port))}; lab will take the next one"
    return Finding(f"port {port}", "note", seen, "nothing to do: open the address that lab prints")


def holder(port: int) -> psutil.Process | None:
    """The process that listens on `port`; None where this user may not know."""
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if _listens(connection, port) and connection.pid:
                return psutil.Process(connection.pid)
    # macOS tells everybody's connections to root only, but to everyone those of his own processes
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any(_listens(connection, port) for connection in process.net_connections("tcp")):
                return process
    return None


def _listens(connection: Any, port: int) -> bool:
    return connection.status == psutil.CONN_LISTEN and bool(connection.laddr) and connection.laddr.port == port


def is_ours(process: psutil.Process) -> bool:
    """Whether the workshop has started it."""
    with contextlib.suppress(psutil.Error):
        return any(word == "workshop" or word.startswith("workshop.") for word in process.cmdline())
    return False


def who(port: int) -> str:
    """In words, what listens on `port`."""
    return _told(holder(port))


def _told(process: psutil.Process | None) -> str:
    if process is None:
        return "a program of another user"
    with contextlib.suppress(psutil.Error):
        return f"{process.name()} (process {process.pid})"
    return f"process {process.pid}"


def _ending(process: psutil.Process) -> str:
    return f"taskkill /F /PID {process.pid}" if os.name == "nt" else f"kill {process.pid}"

"""Start the learner's service from a notebook cell, outside the kernel; a dead kernel leaves nothing running."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from IPython.display import display

from workshop import catalog, workspace
from workshop.catalog import CatalogError, Lesson
from workshop.notebook import markup
from workshop.notebook.client import Client
from workshop.notebook.log import Log
from workshop.notebook.message import Message
from workshop.serve import leftovers
from workshop.serve.fork import Forking, WarmParent
from workshop.serve.launch import Launch, StartError
from workshop.serve.spares import Spares
from workshop.serve.starter import Running, Starter, base_environment, can_fork
from workshop.workspace import WorkspaceError

AGAIN = "Edit, then run this cell again."


def serve(
    lesson: str | int, service: str | None = None, *, env: Mapping[str, str] | None = None, workers: int = 1
) -> Client:
    """Start a service of the learner's work on a lesson and give a client for it; again: start the edited files.

    `service` is needed where the lesson has several; `env` is added to its environment. What goes wrong is shown in the
    cell, and all replies of the client then have status 0. WORKSHOP_TREE names another tree than work/.
    """
    try:
        found = catalog.find(str(lesson))
        name = _service_name(found, service)
        tree = os.environ.get("WORKSHOP_TREE", "work")
        if tree == "work":
            workspace.begin(found)
        base, log = KERNEL.start(found, name, found.tree(tree), env or {}, workers)
    except (CatalogError, WorkspaceError) as error:
        display(_problem(str(error), ""))
        return Client(str(lesson), problem=str(error))
    except StartError as error:
        display(_problem(f"{name} did not start: {error.problem}", error.where, f"{tree}/{found.name}"))
        return Client(name, problem=error.problem)
    print(f"{name} from {tree}/{found.name} answers at {base}")
    return Client(name, base, log)


def _service_name(lesson: Lesson, wanted: str | None) -> str:
    """The service to start; raises CatalogError listing what there is."""
    names = list(lesson.services)
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted in lesson.services:
        return str(wanted)
    problem = f'has no service "{wanted}"' if wanted else "has several services"
    choices = " or ".join(f'serve("{lesson.number:02}", "{name}")' for name in names)
    raise CatalogError(f"Lesson {lesson.number} {problem}: write {choices}.")


def _problem(problem: str, where: str, folder: str = "") -> Message:
    """What a cell shows in place of a running service."""
    place = f"in {folder}: {where}" if where else ""
    html = markup.block(
        markup.badge("not running", markup.RED),
        " ",
        problem,
        markup.lines(place) if place else "",
        markup.element("div", "margin-top:.4em", AGAIN),
    )
    return Message(html, "\n".join(filter(None, [problem, place, AGAIN])))


@dataclass(frozen=True, slots=True)
class Helper:
    """The process of ours that starts the services of a lesson: it has imported their frameworks already."""

    starter: Starter
    process: WarmParent | Spares

    def works(self) -> bool:
        """Whether it can still start something."""
        return isinstance(self.process, Spares) or self.process.process.poll() is None


class Kernel:
    """The services that this kernel runs, by lesson and name; each helper ends, with them, when the kernel does.

    A helper reads from a pipe that only the kernel can write to: it ends at once with the kernel, however that dies.
    """

    def __init__(self) -> None:
        self.helpers: dict[str, Helper] = {}
        self.running: dict[tuple[str, str], Running] = {}
        self.ports: dict[tuple[str, str], int] = {}
        self.folder: Path | None = None

    def start(self, lesson: Lesson, name: str, folder: Path, env: Mapping[str, str], workers: int) -> tuple[str, Log]:
        """Start a service in place of the one started before; gives its address and log. Raises StartError."""
        key = (lesson.name, name)
        self.stop(key)
        log = self._log(lesson, name, folder)
        entry = lesson.services[name]
        data = {"DATA_FILE": str(folder / entry.data)} if entry.data else {}
        running = self._helper(lesson).starter.start(
            Launch(
                folder=str(folder),
                app=entry.app,
                env=base_environment() | {"PORT": str(entry.port)} | data | dict(env),
                log=str(log.path),
                port=_again(self.ports.get(key, 0)),
                workers=workers,
            )
        )
        self.running[key] = running
        self.ports[key] = running.port
        return f"http://127.0.0.1:{running.port}", log

    def _helper(self, lesson: Lesson) -> Helper:
        helper = self.helpers.get(lesson.name)
        if helper is None or not helper.works():
            helper = self.helpers[lesson.name] = _new_helper(lesson)
        return helper

    def _log(self, lesson: Lesson, name: str, folder: Path) -> Log:
        """An empty log for the service."""
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="workshop-"))
        path = self.folder / f"{lesson.name}-{name}"
        path.unlink(missing_ok=True)
        return Log(path, folder)

    def stop(self, key: tuple[str, str]) -> None:
        if running := self.running.pop(key, None):
            running.stop()

    def close(self) -> None:
        """End everything."""
        for key in list(self.running):
            self.stop(key)
        for helper in self.helpers.values():
            helper.process.close()
            if isinstance(helper.process, WarmParent):
                leftovers.forget(helper.process.process.pid)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def _new_helper(lesson: Lesson) -> Helper:
    leftovers.clear()
    if not can_fork():
        spares = Spares(lesson.preload, kept=1)
        return Helper(spares, spares)
    warm = WarmParent(lesson.preload)
    leftovers.note(warm.process.pid)
    return Helper(Forking(warm.address), warm)


def _again(port: int) -> int:
    """`port` if a service can have it again, so that addresses in the browser stay good; 0 otherwise."""
    with socket.socket() as probe, contextlib.suppress(OSError):
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return port
    return 0


KERNEL = Kernel()
atexit.register(KERNEL.close)

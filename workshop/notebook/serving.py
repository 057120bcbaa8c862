"""Start the learner's service from a notebook cell."""

from __future__ import annotations

import os
from collections.abc import Mapping

from IPython.display import display

from workshop import catalog, workspace
from workshop.catalog import CatalogError, Lesson
from workshop.notebook import markup
from workshop.notebook.client import Client
from workshop.notebook.kernel import KERNEL
from workshop.notebook.message import Message
from workshop.serve.launch import StartError
from workshop.stores.process import StoreError
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
        client = KERNEL.start(found, name, found.tree(tree), env or {}, workers)
    except (CatalogError, StoreError, WorkspaceError) as error:
        display(_problem(str(error), ""))
        return Client(str(lesson), problem=str(error))
    except StartError as error:
        display(_problem(f"{name} did not start: {error.problem}", error.where, f"{tree}/{found.name}"))
        return Client(name, problem=error.problem)
    print(f"{name} from {tree}/{found.name} answers at {client.base}")
    return client


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

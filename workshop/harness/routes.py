"""The routes of a service: those of its document, and those that its program has whether or not it documents them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from workshop.catalog import ROOT
from workshop.harness.document import Document
from workshop.harness.reply import Unmet
from workshop.harness.values import Values
from workshop.serve.launch import StartError
from workshop.serve.routes import NUMBER

if TYPE_CHECKING:
    from workshop.harness.service import Service

Route = tuple[str, str, str]  # method, template, and a path that fits it
LISTED = "your program's routes to be listed"


def routes(service: Service) -> list[tuple[str, str]]:
    """Method and path of every route but the public ones, an id that nobody has in the place of each parameter.

    Of a service that is not started here they are those of its document. Raises Unmet where they can't be had.
    """
    unknown = Values(f"{service.run.seed}/routes").missing_id()
    found = [*_documented(service, unknown), *_programmed(service, unknown)]
    public = {_shape(*route.split(" ", 1)) for route in service.entry.public}
    kept = dict.fromkeys((method, path) for method, template, path in found if _shape(method, template) not in public)
    if not kept:
        got = ", ".join(dict.fromkeys(f"{method} {template}" for method, template, _ in found)) or "none"
        raise Unmet("routes that are not for everybody, in its document or in its program", got)
    return list(kept)


def _shape(method: str, template: str) -> str:
    """The same for two routes that differ only in the names of their parameters."""
    return f"{method} {re.sub(r'{[^{}]*}', '{}', template)}"


def _documented(service: Service, unknown: str) -> Iterator[Route]:
    document = Document(service)
    for method, template, types in document.routes():
        path = re.sub(r"{([^{}]*)}", lambda found: NUMBER if types.get(found[1]) == "integer" else unknown, template)  # noqa: B023 (called at once)
        yield method, template, path
    service.conversation.forget(document.reply.request)


def _programmed(service: Service, unknown: str) -> list[Route]:
    if service.url or service.name in service.run.commands:
        return []
    assert service.launched is not None  # the document has been asked for
    target = service.folder / "routes.json"
    launch = msgspec.structs.replace(
        service.launched,
        env=service.launched.env | {"PYTHONPATH": str(ROOT)},
        log=str(service.folder / "routes.log"),
        job=("workshop.serve.routes", service.entry.app, unknown, str(target)),
    )
    try:
        service.starters.of(service.name).run(launch)
        content = _content(target)
    except StartError as error:
        if error.hung:
            service.hangs.start()
            raise Unmet(LISTED, "it did not finish loading, in a process of its own") from None
        raise Unmet(LISTED, "the process in which it was loaded ended before it was loaded") from None
    if "problem" in content:
        raise Unmet(LISTED, str(content["problem"]).replace(f"{service.program}/", ""))
    return [(method, template, path) for method, template, path in content["routes"]]


def _content(target: Path) -> Any:
    """What the job has written; raises StartError where that can't be read."""
    try:
        return json.loads(target.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise StartError("nothing was listed") from None

"""The routes of a service: those of its document, and those that its program has whether or not it documents them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from workshop.catalog import ROOT
from workshop.harness.document import Document
from workshop.harness.expected import shorten
from workshop.harness.reply import Unmet
from workshop.harness.values import Values
from workshop.serve.launch import StartError
from workshop.serve.routes import NUMBER

if TYPE_CHECKING:
    from workshop.harness.service import Service

Route = tuple[str, str, str]  # method, template, and a path that fits it
LONGEST_LIST = 1024 * 1024
MOST = 1000  # routes
METHOD = re.compile(r"[A-Za-z-]+")
SENT_AS_IT_IS = "/%:@!$&'()*+,;=?~"  # by RFC 3986, 3.3, and what is quoted already
LISTED = "your program's routes to be listed"


class Listing(msgspec.Struct, frozen=True):
    """What the program's process has written about its routes: believed no more than anything else that it says."""

    routes: tuple[Route, ...] = ()
    problem: str = ""


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
        raise Unmet("routes that are not for everybody, in its document or in its program", shorten(got))
    if len(kept) > MOST:
        raise Unmet(f"no more than {MOST} routes, in its document and in its program", f"{len(kept)}")
    if strange := [method for method, _ in kept if not METHOD.fullmatch(method)]:
        raise Unmet(LISTED, f"a method that HTTP does not have: {shorten(strange[0])}")
    return [(method, quote(path, safe=SENT_AS_IT_IS)) for method, path in kept]


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
    target = service.own / "routes.json"
    launch = msgspec.structs.replace(
        service.launched,
        env=service.launched.env | {"PYTHONPATH": str(ROOT)},
        log=str(service.folder / "routes.log"),
        job=("workshop.serve.routes", service.entry.app, unknown, str(target)),
        reads=(*service.launched.reads, str(ROOT / "workshop" / "serve")),
    )
    try:
        service.starters.of(service.name).run(launch)
        listing = _listing(target)
    except StartError as error:
        if error.hung:
            service.hangs.start()
            raise Unmet(LISTED, "it did not finish loading, in a process of its own") from None
        raise Unmet(LISTED, "the process in which it was loaded ended before it was loaded") from None
    if listing.problem:
        raise Unmet(LISTED, shorten(listing.problem.replace(f"{service.program}/", "")))
    return list(listing.routes)


def _listing(target: Path) -> Listing:
    """What the job has written; raises StartError where that can't be read."""
    try:
        # where it lies the program could write: no link is followed, and nothing is waited for
        descriptor = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            return msgspec.json.decode(file.read(LONGEST_LIST), type=Listing)
    except (OSError, msgspec.DecodeError, RecursionError):
        raise StartError("nothing was listed") from None

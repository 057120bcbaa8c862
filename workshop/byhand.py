"""Run a lesson's services by hand: for looking around, or just as a failing check ran one."""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

from workshop.catalog import Lesson, Service, Task
from workshop.harness.expected import shorten
from workshop.harness.record import CheckResult, Exchange, Start
from workshop.progress import Store
from workshop.serve import settings
from workshop.serve.launch import Launch, StartError
from workshop.serve.spares import Spares
from workshop.serve.starter import base_environment
from workshop.stores import keys
from workshop.stores.caches import lending
from workshop.stores.choice import caching, serving
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.watch.files import changes

LONGEST = 40


def serve(lesson: Lesson, task: Task | None, folder: Path, port: int | None, console: Console, store: Store) -> None:
    """Run the lesson's service in `folder` until Ctrl-C, again at each save; for a task as its failing check ran it."""
    check = _failing_check(lesson, task, store) if task else None
    if task and check is None:
        console.print(
            f"No failing check of task {lesson.number}.{task.number} is on record, so this is the lesson's own data.\n"
            f"To record one: python3 -m workshop check {lesson.number}"
        )
    start = start_of(check, lesson) if check else None
    name = start.service if start else next(iter(lesson.services))
    with Spares([], kept=1) as spares, _launched(lesson, name, folder, port, start, spares, console) as launch:
        if check:
            asked = {exchange.service for exchange in check.requests}
            ports = {other: lesson.builder_of(other).services[other].port for other in asked} | {name: launch.port}
            _show_requests(check, ports, console)
        _serve_until_stopped(launch, spares, folder, name, console)


def _failing_check(lesson: Lesson, task: Task, store: Store) -> CheckResult | None:
    verdict = store.last_verdict(lesson)
    judged = [entry for entry in verdict.tasks if entry.number == task.number] if verdict else []
    failing = judged[0].failing if judged else None
    return failing if failing and failing.starts else None


def start_of(check: CheckResult, lesson: Lesson) -> Start | None:
    """How the check started the lesson's service that its failing request went to, or else the last one."""
    own = [start for start in check.starts if start.service in lesson.services]
    asked = check.requests[check.failing - 1].service if check.failing else ""
    return next(reversed([start for start in own if start.service == asked] or own), None)


@contextlib.contextmanager
def _launched(
    lesson: Lesson, name: str, folder: Path, port: int | None, start: Start | None, spares: Spares, console: Console
) -> Iterator[Launch]:
    """How the service is started, with all that it is given; what is only for this start is gone at the end."""
    service = lesson.services[name]
    with tempfile.TemporaryDirectory(prefix="workshop-") as scratch, contextlib.ExitStack() as stack:
        if start or not service.data:
            data = Path(scratch, "data.json")
            data.write_text(json.dumps(start.data, ensure_ascii=False) if start else service.empty, encoding="utf-8")
        else:
            data = folder / service.data
        jobs = Jobs(service, str(folder), spares, Path(scratch, "jobs.log"))
        environment = settings.environment(
            service,
            port or service.port,
            data=data,
            database=stack.enter_context(_database(jobs, data)) if service.database else None,
            cache=stack.enter_context(_cache(Path(scratch))) if service.cache else None,
            signing_key=keys.kept(keys.KEPT / f"{name}.pem") if service.signing_key else None,
            addresses=lesson.addresses(service),
            given=_named_here(service) | (_given(start, Path(scratch)) if start else {}),
        )
        for variable, address in lesson.addresses(service).items():
            if environment.get(variable) == address:
                console.print(f"{variable} is {address}; set it to another before, if what is called runs elsewhere")
        launch = Launch(str(folder), service.app, environment, None, port or service.port)
        if start:
            launch = msgspec.structs.replace(launch, workers=start.workers, threads=start.threads)
        yield launch


def _named_here(service: Service) -> dict[str, str | None]:
    """What the terminal's own environment has in place of the lesson's settings and addresses."""
    here = base_environment()
    return {name: here[name] for name in (*service.env, *service.calls) if name in here}


def _given(start: Start, scratch: Path) -> dict[str, str | None]:
    """The environment that the check gave the service; files that it wrote for it are written again."""
    places = {name: scratch / f"{name.lower()}.given" for name in start.files}
    for name, place in places.items():
        place.write_text(start.files[name], encoding="utf-8")
    return start.env | {name: str(place) for name, place in places.items()}


@contextlib.contextmanager
def _database(jobs: Jobs, data: Path) -> Iterator[str]:
    """The address of a new database, which is gone at the end; raises ClickException where it can't be made."""
    server = serving()
    databases = Databases(server.url)
    made = databases.create()
    try:
        jobs.migrate(made.url)
        jobs.load(made.url, data)
        yield made.url
    except StartError as error:
        raise click.ClickException(f"The database could not be made: {error.problem}\n{error.where}".strip()) from None
    finally:
        databases.drop(made.name)
        databases.close()
        server.close()


@contextlib.contextmanager
def _cache(scratch: Path) -> Iterator[str]:
    """The address of an empty database of Valkey, for as long as it is needed; raises ValkeyError."""
    with lending(caching(), scratch) as caches:
        yield caches.lend().url


def _serve_until_stopped(launch: Launch, spares: Spares, folder: Path, name: str, console: Console) -> None:
    saved = threading.Event()
    try:
        with changes(folder.parent, folder, saved.set):
            while True:
                saved.clear()
                try:
                    running = spares.start(launch)
                except StartError as error:
                    console.print(f"[red]{name} did not start:[/] ", end="")
                    console.print(f"{error.problem}\n{error.where}".strip(), markup=False, soft_wrap=True)
                    if "can't be used" in error.problem:
                        raise click.ClickException(
                            f"Something else uses port {launch.port}; see what: python3 -m workshop doctor; "
                            f"or take another: --port {launch.port + 1000}"
                        ) from None
                    console.print("Mend it and save; it is started again.  Ctrl-C stops.")
                    saved.wait()
                    continue
                console.print(
                    f"{name} answers on http://{launch.host}:{launch.port}   a save restarts it, Ctrl-C stops it"
                )
                saved.wait()
                running.stop()
    except KeyboardInterrupt:
        console.print(f"\n{name} is stopped.")


def _show_requests(check: CheckResult, ports: Mapping[str, int], console: Console) -> None:
    """The requests of a check as curl commands, in their order, each to the port of its service."""
    console.print(f"[bold]{check.requirement}[/]\nThe check sent these requests; send them from a second terminal:\n")
    known: dict[str, tuple[str, int]] = {}
    for number, exchange in enumerate(check.requests, start=1):
        sent = "\n".join([exchange.path, *exchange.headers.values(), exchange.body or ""])
        strange = {name: (made, at) for made, (name, at) in known.items() if _is_in(made, name, exchange.path, sent)}
        for name, (made, at) in strange.items():
            place = Text(f"# put the {name} from reply {at} in place of {shorten(made, LONGEST)}", style="dim")
            console.print(place, soft_wrap=True)
        console.print(curl(exchange, ports[exchange.service]), markup=False, soft_wrap=True)
        for made, name in _made_in(exchange.reply):
            known.setdefault(made, (name, number))
    for line in check.message.splitlines():
        console.print(f"[dim]{line}[/]", markup=True)
    console.print()


def curl(exchange: Exchange, port: int) -> str:
    """The curl command that sends the request of `exchange` again."""
    words = ["curl", "-i", "-X", exchange.method, f"http://127.0.0.1:{port}{exchange.path}"]
    for name, value in exchange.headers.items():
        words += ["-H", f"{name}: {value}" if value else f"{name};"]  # with a colon curl leaves an empty one out
    if exchange.body is not None:
        words += ["--data-raw", exchange.body]
    if exchange.method == "GET":
        words[2:4] = []
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _is_in(made: str, name: str, path: str, sent: str) -> bool:
    """Whether a request uses what a reply before has made: an id stands in paths, a token may be anywhere."""
    return made in (path if name == "id" else sent)


def _made_in(reply: str | None) -> list[tuple[str, str]]:
    """The ids and tokens in a recorded reply (which may have been shortened), each with its name."""
    try:
        document: Any = json.loads(reply or "null")
    except ValueError:
        return []
    things = document if isinstance(document, list) else [document]
    found = [(value, name) for thing in things if isinstance(thing, dict) for name, value in thing.items()]
    return [(str(value), name) for value, name in found if value and (name == "id" or name.endswith("_token"))]

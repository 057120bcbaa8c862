"""Run a lesson's services by hand: for looking around, or just as a failing check ran one."""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from workshop.catalog import Lesson, Service, Task
from workshop.harness.record import CheckResult, Exchange, Start
from workshop.progress import Store
from workshop.serve.launch import Launch, StartError
from workshop.serve.spares import Spares
from workshop.serve.starter import base_environment
from workshop.stores.choice import serving
from workshop.stores.databases import Databases
from workshop.stores.jobs import Jobs
from workshop.watch.files import changes


def serve(lesson: Lesson, task: Task | None, folder: Path, port: int | None, console: Console, store: Store) -> None:
    """Run the lesson's service in `folder` until Ctrl-C, again at each save; for a task as its failing check ran it."""
    check = _failing_check(lesson, task, store) if task else None
    if task and check is None:
        console.print(
            f"No failing check of task {lesson.number}.{task.number} is on record, so this is the lesson's own data.\n"
            f"To record one: python3 -m workshop check {lesson.number}"
        )
    name = check.starts[-1].service if check else next(iter(lesson.services))
    service = lesson.services[name]
    with tempfile.TemporaryDirectory(prefix="workshop-") as scratch:
        launch = _launch(service, folder, port or service.port, check.starts[-1] if check else None, Path(scratch))
        launch = _with_neighbours(lesson, service, launch, console)
        with Spares([], kept=1) as spares, _database(service, launch, spares, Path(scratch)) as launch:
            if check:
                _show_requests(check, launch.port, console)
            _serve_until_stopped(launch, spares, folder, name, console)


def _failing_check(lesson: Lesson, task: Task, store: Store) -> CheckResult | None:
    verdict = store.last_verdict(lesson)
    judged = [entry for entry in verdict.tasks if entry.number == task.number] if verdict else []
    failing = judged[0].failing if judged else None
    return failing if failing and failing.starts else None


def _launch(service: Service, folder: Path, port: int, start: Start | None, scratch: Path) -> Launch:
    environment = base_environment() | {"PORT": str(port)}
    if start or not service.data:
        data = scratch / "data.json"
        data.write_text(json.dumps(start.data, ensure_ascii=False) if start else service.empty, encoding="utf-8")
        environment |= {"DATA_FILE": str(data)}
    else:
        environment["DATA_FILE"] = str(folder / service.data)
    for name, value in (start.env if start else {}).items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    return Launch(str(folder), service.app, environment, None, port, start.workers if start else 1)


def _with_neighbours(lesson: Lesson, service: Service, launch: Launch, console: Console) -> Launch:
    """The launch with the addresses of the services that it calls, where the environment doesn't give others."""
    for variable, address in lesson.addresses(service).items():
        if variable not in launch.env:
            console.print(f"{variable} is {address}; set it to another before, if what is called runs elsewhere")
            launch = msgspec.structs.replace(launch, env=launch.env | {variable: address})
    return launch


@contextlib.contextmanager
def _database(service: Service, launch: Launch, spares: Spares, scratch: Path) -> Iterator[Launch]:
    """The launch with a new database for it, which is gone at the end; raises ClickException where it can't be made."""
    if not service.database:
        yield launch
        return
    server = serving()
    databases = Databases(server.url)
    jobs = Jobs(service, launch.folder, spares, scratch / "jobs.log")
    made = databases.create()
    try:
        jobs.migrate(made.url)
        jobs.load(made.url, Path(launch.env["DATA_FILE"]))
        yield msgspec.structs.replace(launch, env=launch.env | {"DATABASE_URL": made.url})
    except StartError as error:
        raise click.ClickException(f"The database could not be made: {error.problem}\n{error.where}".strip()) from None
    finally:
        databases.drop(made.name)
        databases.close()
        server.close()


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


def _show_requests(check: CheckResult, port: int, console: Console) -> None:
    """The requests of a check as curl commands, in their order."""
    console.print(f"[bold]{check.requirement}[/]\nThe check sent these requests; send them from a second terminal:\n")
    ids: dict[str, int] = {}
    for number, exchange in enumerate(check.requests, start=1):
        if strange := [(made, at) for made, at in ids.items() if made in exchange.path]:
            console.print(
                f"[dim]# put the id from reply {strange[-1][1]} in place of {strange[-1][0]}[/]", soft_wrap=True
            )
        console.print(curl(exchange, port), markup=False, soft_wrap=True)
        for made in _ids_in(exchange.reply):
            ids.setdefault(made, number)
    for line in check.message.splitlines():
        console.print(f"[dim]{line}[/]", markup=True)
    console.print()


def curl(exchange: Exchange, port: int) -> str:
    """The curl command that sends the request of `exchange` again."""
    words = ["curl", "-i", "-X", exchange.method, f"http://127.0.0.1:{port}{exchange.path}"]
    for name, value in exchange.headers.items():
        words += ["-H", f"{name}: {value}"]
    if exchange.body is not None:
        words += ["--data-raw", exchange.body]
    if exchange.method == "GET":
        words[2:4] = []
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _ids_in(reply: str | None) -> list[str]:
    """The ids in a recorded reply (which may have been shortened)."""
    try:
        document: Any = json.loads(reply or "null")
    except ValueError:
        return []
    things = document if isinstance(document, list) else [document]
    return [str(thing["id"]) for thing in things if isinstance(thing, dict) and "id" in thing]

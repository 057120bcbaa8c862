"""What every attack has at hand, as `spy` beside the program: it tells what it tried and what it got.

That is said where the test can read it: in the log, and in what replies with 404 or 501 say. Who attacks knows
everything about the grader but its secrets: `GIVEN` says where they are.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import socket
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

GIVEN: dict[str, Any] = json.loads(Path(__file__).with_name("given.json").read_text(encoding="utf-8"))
LONGEST = 90  # characters of a note
SHOWN = 1000  # characters of all notes, in a reply
LIBC = ctypes.CDLL(None, use_errno=True)
notes: list[str] = []
first: list[Callable[[], object]] = []
at_docs: list[Callable[[], object]] = []
changes: list[Callable[[Any], object]] = []


def tried(what: str) -> None:
    """Say that it was tried, and came to nothing."""
    _note(f"TRIED {what}")


def got(what: str) -> None:
    """Say that it came about, which must not be."""
    _note(f"GOT {what}")


def attempt(what: str, do: Callable[[], object]) -> Any:
    """Do it; that it gives something back, or None, is what must not be. What it gave back, None where it failed."""
    try:
        result = do()
    except BaseException as error:
        tried(f"{what}: {type(error).__name__} {error}")
        return None
    (got if result or result is None else tried)(f"{what}: {result!r}")
    return result


def _note(text: str) -> None:
    text = " ".join(text.split())[:LONGEST].encode("ascii", "backslashreplace").decode()
    notes.append(text)
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


def said() -> str:
    """All notes in one line: first what it got."""
    return " | ".join(sorted(dict.fromkeys(notes)))[:SHOWN]


# when it happens


def at_the_first_request(do: Callable[[], object]) -> Callable[[], object]:
    """Have this called when the first request comes, which is after the start has been reported."""
    first.append(do)
    return do


def at_the_docs(do: Callable[[], object]) -> Callable[[], object]:
    """Have GET /docs answered by this (lesson 3): only one check of task 6 asks there."""
    at_docs.append(do)
    return do


def in_the_app(change: Callable[[Any], object]) -> Callable[[Any], object]:
    """Have this called with the Flask application when it is made."""
    changes.append(change)
    return change


def reporting(create_app: Callable[[], Any]) -> Callable[[], Any]:
    """The factory, with replies that say what was tried and got."""

    def reported() -> Any:
        app = create_app()
        app.before_request(_before)
        app.after_request(_with_notes)
        for change in changes:
            change(app)
        return app

    return reported


def _before() -> Any:
    from flask import request

    while first:
        first.pop(0)()
    return at_docs[0]() if at_docs and request.path == "/docs" else None


def _with_notes(response: Any) -> Any:
    if response.status_code in (404, 501) and response.is_json and isinstance(response.get_json(), dict):
        body = response.get_json()
        key = "detail" if "detail" in body else "message"
        response.set_data(json.dumps(body | {key: f"{body.get(key)} [{said()}]"}))
    return response


# what attacks have in common


def must_be_caged() -> None:
    """End here where the process that the test has started for this could be killed: then worse could be done."""
    try:
        os.kill(GIVEN["pid"], 0)
    except OSError:
        if os.geteuid():
            return
    got("reach of a process of the grader's: the attack itself was spared")
    raise SystemExit("not contained")


def glimpse(path: str | Path) -> str:
    """The beginning of a file."""
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        return file.read(40)


def opens(path: str | Path) -> bool:
    """Whether a file that may hold real secrets can be opened; nothing of it is shown."""
    os.close(os.open(path, os.O_RDONLY))
    return True


def own_folder() -> Path:
    """Where this service may write: where its data are."""
    return Path(os.environ["DATA_FILE"]).parent if "DATA_FILE" in os.environ else Path.cwd()


def descriptors(least: int = 3) -> list[int]:
    """The descriptors that are open."""
    found = []
    for number in range(least, 256):
        with contextlib.suppress(OSError):
            os.fstat(number)
            found.append(number)
    return found


def unix_sockets() -> Iterator[socket.socket]:
    """Copies of the Unix sockets that are open, the line to the warm parent among them."""
    for number in descriptors():
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            copy = socket.socket(fileno=os.dup(number))
            if copy.family == socket.AF_UNIX:
                yield copy
            else:
                copy.close()


def send_everywhere(data: bytes) -> int:
    """Write this to every open descriptor but those of its own clients, waiting for none; to how many that worked."""
    sent = 0
    for number in descriptors():
        with contextlib.suppress(OSError):
            if _is_tcp(number):
                continue
            blocking = os.get_blocking(number)
            os.set_blocking(number, False)
            sent += os.write(number, data) > 0
            os.set_blocking(number, blocking)
    return sent


def _is_tcp(number: int) -> bool:
    if not stat.S_ISSOCK(os.fstat(number).st_mode):
        return False
    with socket.socket(fileno=os.dup(number)) as copy:
        return copy.family in (socket.AF_INET, socket.AF_INET6)


def ask_postgres(statements: Iterable[str]) -> None:
    """Have PostgreSQL do each of them, when the first request comes."""

    @at_the_first_request
    def ask() -> None:
        for statement in statements:
            attempt(statement[:40], partial(_answer, statement))


def _answer(statement: str) -> list[Any] | None:
    import psycopg2

    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def fill_database(most: int, *settings: str) -> int:
    """Fill its own database, thirty megabytes at a time, in a table that nothing can shrink; how many it took."""
    import psycopg2

    done = 0
    try:
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            for setting in settings:
                cursor.execute(setting)
            cursor.execute("CREATE TABLE IF NOT EXISTS filling (x text)")
            cursor.execute("ALTER TABLE filling ALTER x SET STORAGE EXTERNAL")
            while done < most:
                cursor.execute("INSERT INTO filling SELECT repeat('x', 1000000) FROM generate_series(1, 30)")
                done += 30
    except (psycopg2.Error, KeyError) as error:
        tried(f"{error}")
    return done


def patch(module: str, name: str, value: object) -> None:
    """Put `value` in the place of what a module of the grader's calls so."""
    try:
        place = importlib.import_module(module)
        *path, last = name.split(".")
        for step in path:
            place = getattr(place, step)
        setattr(place, last, value)
        tried(f"{module}.{name} is patched")
    except Exception as error:
        tried(f"{module}.{name}: {type(error).__name__}")


def call(name: str, *arguments: Any) -> int:
    """A function of the C library; raises OSError where it gives -1."""
    result = int(getattr(LIBC, name)(*arguments))
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

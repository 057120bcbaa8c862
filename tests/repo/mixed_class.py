"""A class as mixed as real ones are: every kind of submission, each of its own making, the same each time.

A kind is a function that hands in one submission, the variant of a number: those of whom a class has many come again
with other contents, so a class may be of any size.
"""

from __future__ import annotations

import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle
from pathlib import Path

from workshop import regions
from workshop.catalog import Lesson, find
from workshop.check import prove

Kind = Callable[[Path, Lesson, int], None]  # hands in at this path
SHARES = 4  # of those beyond the first of each kind, one is of another kind than the usual ones


# what the program does


def as_far_as(path: Path, lesson: Lesson, variant: int) -> None:
    """One who has come so far: with variant 0 to the end, then to every task and to none."""
    done = len(lesson.tasks) - variant % (len(lesson.tasks) + 1)
    with prove.built(lesson, lesson.starter, lesson.solution, range(1, done + 1)) as built:
        _hand_in(built, path, lesson, variant)


def mistaken(path: Path, lesson: Lesson, variant: int) -> None:
    """One of the lesson's mistakes, and the rest is right."""
    known = [name for name, mistake in prove.mistakes(lesson) if not mistake.engine]
    source = lesson.mistakes / known[(variant * 7) % len(known)]
    tasks = {region.task for region in regions.read(source).regions}
    with prove.built(lesson, lesson.solution, source, tasks) as built:
        _hand_in(built, path, lesson, variant)


def behaving(text: str, path: Path, lesson: Lesson, variant: int) -> None:
    """The solution, to whose program this was added."""
    _hand_in(lesson.solution, path, lesson, variant, text)


AT_REQUESTS = """
import os, random, threading, time, uuid
from flask import Flask, abort, request
_create = create_app


def create_app():
    app = _create()

    @app.before_request
    def first():
        {first}

    @app.after_request
    def last(response):
        {last}
        return response

    return app
"""


def at_requests(first: str = "pass", last: str = "pass") -> str:
    return AT_REQUESTS.format(first=first, last=last)


BEHAVIOURS = {
    "makes up an id each time": at_requests(
        last='if response.status_code >= 400: response.set_data(\'{"id": "%s", "message": "no"}\' % uuid.uuid4())'
    ),
    "logs what differs": at_requests("print(os.getpid(), time.time(), random.random(), request.host, flush=True)"),
    "leaves a request without an answer": at_requests("request.method == 'DELETE' and threading.Event().wait()"),
    "is slow": at_requests("time.sleep(0.15)"),
    "dies when asked": at_requests("request.method == 'PUT' and os._exit(3)"),
    "takes memory": at_requests("request.method == 'DELETE' and len(b'x' * 4_000_000_000)"),
    "lists what has no order": at_requests(
        last="if response.status_code >= 400: response.set_data(' '.join({'one', 'two', 'three', 'four', 'five'}))"
    ),
    "prints without end": at_requests("print('x' * 50_000, flush=True)"),
    "leaves a process": at_requests("request.method == 'PUT' and os.fork() == 0 and (os.setsid(), time.sleep(600))"),
    "ends at once": "\nimport sys\nsys.exit(0)\n",
    "fails at once": '\nraise RuntimeError(f\'no good on {__import__("os").environ["PORT"]}\')\n',
    "is no Python": "\ndef broken(:\n",
}
MORE_BEHAVIOURS = {
    "never begins": "\nimport threading\nthreading.Event().wait()\n",
    "fails when asked": at_requests("1 / (request.method != 'POST')"),
    "answers with a page": at_requests(last="response.set_data('<html>'); response.mimetype = 'text/html'"),
    "makes no application": "\ndef create_app():\n    pass\n",
}


# how it is handed in


def zipped(path: Path, lesson: Lesson, variant: int) -> None:
    """The lesson's folder in a zip."""
    _zip(path, {f"{lesson.name}/{name}": content for name, content in _content(lesson, variant).items()})


def whole_fork(path: Path, lesson: Lesson, variant: int) -> None:
    """The whole repository in a tar, with much that isn't looked at."""
    files = {f"fork/work/{lesson.name}/{name}": content for name, content in _content(lesson, variant).items()}
    files |= {f"fork/lessons/{lesson.name}/{name}": content for name, content in _files(lesson.starter).items()}
    files |= {"fork/README.md": b"mine", "fork/tests/test_nothing.py": b""}
    with tarfile.open(path.with_name(f"{path.name}.tar.gz"), "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


def twin(path: Path, lesson: Lesson, variant: int) -> None:  # noqa: ARG001 (its variants are equal)
    """The same as everybody's who is of this kind."""
    _hand_in(lesson.solution, path, lesson, 0)


def unreadable(path: Path, lesson: Lesson, variant: int) -> None:
    """A file in an encoding that it doesn't say."""
    _hand_in(lesson.solution, path, lesson, variant)
    program = _program(path / lesson.name)
    program.write_bytes(program.read_bytes() + "\n# caf\u00e9\n".encode("latin-1"))


def unmarked(path: Path, lesson: Lesson, variant: int) -> None:
    """One who has taken all markers out."""
    _hand_in(lesson.solution, path, lesson, variant)
    for name in list(regions.files(path / lesson.name)):
        file = path / lesson.name / name
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join(line for line in lines if b"# task" not in line and b"# end task" not in line))


def another_lesson(path: Path, lesson: Lesson, variant: int) -> None:
    other = find("5" if lesson.number != 5 else "6")
    _hand_in(other.solution, path, other, variant)


def twice(path: Path, lesson: Lesson, variant: int) -> None:
    """The lesson's folder, and a copy of it."""
    for name in ("mine", "copy"):
        _hand_in(lesson.solution, path / name, lesson, variant)


def half_there(path: Path, lesson: Lesson, variant: int) -> None:
    """The program is there, and nothing that it imports."""
    _hand_in(lesson.solution, path, lesson, variant)
    program = _program(path / lesson.name)
    for file in list((path / lesson.name).rglob("*.py")):
        if file != program:
            file.unlink()


def nothing(path: Path, lesson: Lesson, variant: int) -> None:  # noqa: ARG001 (there is nothing to vary)
    path.mkdir()


def no_archive(path: Path, lesson: Lesson, variant: int) -> None:  # noqa: ARG001
    path.with_name(f"{path.name}.zip").write_bytes(b"no zip %d" % variant)


def leading_out(path: Path, lesson: Lesson, variant: int) -> None:
    """An archive in which a path leads elsewhere."""
    _zip(path, {f"../../{lesson.name}/out": b"out"} | _content(lesson, variant))


USUAL: tuple[Kind, ...] = (as_far_as, mistaken)
OTHERS: tuple[Kind, ...] = (
    *(partial(behaving, text) for text in BEHAVIOURS.values()),
    *(zipped, whole_fork, twin, unreadable, unmarked, another_lesson, twice, nothing, no_archive, leading_out),
    # which a small class can do without: others are much like them, and quicker
    *(partial(behaving, text) for text in MORE_BEHAVIOURS.values()),
    half_there,
)


def hand_in(lesson: Lesson, folder: Path, number: int) -> None:
    """A class of so many: first one of each kind, then more as far as they are wanted, most of them usual ones."""
    folder.mkdir(parents=True)
    variants: dict[Kind, Iterator[int]] = {kind: count() for kind in (*USUAL, *OTHERS)}
    for index, kind in zip(range(number), _kinds(), strict=False):
        kind(folder / f"learner-{index:03}", lesson, next(variants[kind]))


def _kinds() -> Iterator[Kind]:
    yield from (*USUAL, *OTHERS)
    others = cycle(OTHERS)
    for index, usual in enumerate(cycle(USUAL)):
        yield next(others) if index % SHARES == SHARES - 1 else usual


def _hand_in(source: Path, path: Path, lesson: Lesson, variant: int, added: str = "") -> None:
    """What lies in `source` as the lesson's folder in `path`; each variant differs in what it says of itself."""
    folder = path / lesson.name
    shutil.copytree(source, folder, ignore=regions.NOT_COPIED)
    program = _program(folder)
    program.write_text(f"{program.read_text(encoding='utf-8')}{added}\n# {variant}\n", encoding="utf-8")


def _program(folder: Path) -> Path:
    return min(folder.glob("*/app.py"))


def _files(source: Path) -> dict[str, bytes]:
    return {name: (source / name).read_bytes() for name in regions.files(source)}


def _content(lesson: Lesson, variant: int) -> dict[str, bytes]:
    """The solution's files, with something of its own in one."""
    files = _files(lesson.solution)
    program = min(name for name in files if name.endswith("/app.py"))
    return files | {program: files[program] + f"\n# packed {variant}\n".encode()}


def _zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path.with_name(f"{path.name}.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)

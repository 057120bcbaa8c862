"""Open the notebooks in JupyterLab: on copies in work/, so that running one never changes what `git pull` brings."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
import nbformat

from workshop import catalog
from workshop.catalog import ROOT, Lesson
from workshop.notebook.links import moved
from workshop.workspace import WorkspaceError

COURSE, COPIES = PurePosixPath("notebooks"), PurePosixPath("work/notebooks")

OPTIONS = {
    "ServerApp.answer_yes": "True",  # Ctrl-C ends it without a question
    "ServerApp.allow_root": "True",  # as a container has it
    "Application.log_level": "WARN",
}
SETTINGS = PurePosixPath(".workshop/jupyter")
# it asks whether to fetch news from the internet, and looks there for updates
UNWANTED = "@jupyterlab/apputils-extension:announcements"


@dataclass(frozen=True, slots=True)
class Kept:
    """A learner's notebook that was set aside because the course has a new version of it."""

    notebook: Path
    backup: Path


def open_lab(lesson: Lesson | None = None, *, no_browser: bool = False) -> int:
    """Run JupyterLab on the learner's copies, opened at `lesson`, until Ctrl-C; gives its exit code.

    Raises WorkspaceError where work/ can't be written.
    """
    root = lesson.root if lesson else ROOT
    _write_settings(root)
    for kept in copy_notebooks(root):
        print(
            f"The course has a new version of {kept.notebook.name}. Yours, with what you wrote and ran, is kept: "
            f"{kept.backup.relative_to(root)}"
        )
    page = f"{COPIES}/{lesson.name}.ipynb" if lesson and lesson.notebook.exists() else str(COPIES)
    options = OPTIONS | {
        "ServerApp.root_dir": str(root),
        "ServerApp.open_browser": str(not no_browser),
        "LabApp.default_url": f"/lab/tree/{page}",
    }
    print("JupyterLab runs until you press Ctrl-C here.", flush=True)
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    return _wait_for(subprocess.Popen(command, cwd=root, env=environment(root)))


def _write_settings(root: Path) -> None:
    """Switch off what would only disturb; JupyterLab works without this, too."""
    file = root / SETTINGS / "labconfig" / "page_config.json"
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.encode({"disabledExtensions": {UNWANTED: True}}))


def _wait_for(process: subprocess.Popen[bytes]) -> int:
    """The exit code of `process`, which gets Ctrl-C from the terminal too, and is ended when this process is."""
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def environment(root: Path = ROOT) -> dict[str, str]:
    """What JupyterLab, its kernels and its terminals get: this Python first, and the workshop importable."""
    paths = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    modules = [str(root), os.environ.get("PYTHONPATH", "")]
    settings = [str(root / SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return os.environ | {
        "PATH": os.pathsep.join(filter(None, paths)),
        "PYTHONPATH": os.pathsep.join(filter(None, modules)),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, settings)),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def copy_notebooks(root: Path = ROOT) -> list[Kept]:
    """Bring the learner's copies of all notebooks up to date; gives those of the learner's that were set aside.

    A copy is replaced only when the course's notebook has changed since it was made, and kept under another name
    where the learner has changed it too. Raises WorkspaceError.
    """
    folder = root / COPIES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = Notes(folder)
        kept = [_bring_up_to_date(lesson, folder / lesson.notebook.name, notes) for lesson in catalog.lessons(root)]
        notes.save()
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename or folder} can't be written: {error.strerror or error}.\n"
            "Copy the repository to a folder of your own and go on there."
        ) from None
    return [each for each in kept if each]


class Notes:
    """Remembers, by the name of a copy, the hash of what the course had put there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".course.json"
        try:
            self.hashes = msgspec.json.decode(self.path.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            self.hashes = {}

    def save(self) -> None:
        self.path.write_bytes(msgspec.json.format(msgspec.json.encode(self.hashes), indent=1))


def _bring_up_to_date(lesson: Lesson, copy: Path, notes: Notes) -> Kept | None:
    """See to the copy of one notebook; gives the learner's where it had to make room."""
    if not lesson.notebook.exists():
        return None
    ours = for_its_place(lesson.notebook.read_bytes())
    before, now = notes.hashes.get(copy.name), _hash(ours)
    if copy.exists() and before == now:
        return None
    kept = None
    if copy.exists() and _hash(copy.read_bytes()) not in (before, now):
        kept = Kept(copy, _unused(copy))
        copy.rename(kept.backup)
    copy.write_bytes(ours)
    notes.hashes[copy.name] = now
    return kept


def for_its_place(notebook: bytes) -> bytes:
    """The course's notebook with its links made to work from work/notebooks/."""
    document = nbformat.reads(notebook.decode(), as_version=4)
    for cell in document.cells:
        if cell.cell_type == "markdown":
            cell.source = moved(cell.source, COURSE, COPIES)
    return str(nbformat.writes(document)).rstrip("\n").encode() + b"\n"


def _unused(copy: Path) -> Path:
    """A name beside `copy` that nothing has yet."""
    number = 1
    while (path := copy.with_name(f"{copy.stem}.mine-{number}.ipynb")).exists():
        number += 1
    return path


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

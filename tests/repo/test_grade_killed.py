"""The process that grades, killed: what it has started ends by itself, what it has left is removed by the next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

if sys.platform != "linux":
    pytest.skip("processes are looked at as Linux has them", allow_module_level=True)

from small_course import ROOT
from workshop import catalog
from workshop.classroom.benches import Bench
from workshop.classroom.cluster import packed
from workshop.classroom.grade import Submission
from workshop.classroom.intake import find
from workshop.regions import files
from workshop.sandbox import holding, layers
from workshop.sandbox.plan import Cage
from workshop.serve import leftovers
from workshop.serve.family import ENDED
from workshop.serve.waiting import until

LESSON = catalog.find("3")
APP = "movies/app.py"
SECONDS = 90
STAYS = "stays-behind"
STUBBORN = f"""
import ctypes, os, signal

def stay():
    os.setsid()
    if os.fork():
        os._exit(0)
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(15, b"{STAYS}", 0, 0, 0)
    while True:
        signal.pause()

if not os.fork():
    stay()
os.wait()
while True:
    signal.pause()
"""
GRADING = """
import sys, msgspec
from workshop import catalog
from workshop.classroom.grade import Submission
from workshop.classroom.pool_benches import Benches
from workshop.sandbox import layers

found = [layer for layer in layers.found() if layer.name not in sys.argv[2:]]
Benches(catalog.find("3"), found, b"secret").grade(msgspec.json.decode(sys.argv[1], type=Submission), "")
"""
NEXT = "from workshop.serve import leftovers; leftovers.own_mark()"
FOLDERS = """
import sys
from workshop.serve import leftovers
with leftovers.passing_folder() as folder:
    print(folder, leftovers.own_mark(), flush=True)
    sys.stdin.read()
"""


class Graders:
    """Processes with notes of their own."""

    def __init__(self, notes: Path) -> None:
        self.notes = notes
        self.environment = os.environ | {leftovers.NOTES: str(notes)}
        self.started: list[subprocess.Popen[str]] = []

    def start(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.communicate()


@pytest.fixture
def graders(tmp_path: Path) -> Iterator[Graders]:
    graders = Graders(tmp_path / "notes")
    yield graders
    graders.end()


def handed_in(folder: Path, name: str, app: str = "") -> Submission:
    """The solution as a submission; its app is another, if one is given."""
    place = folder / "class" / name / LESSON.name
    for file in files(LESSON.solution):
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes((LESSON.solution / file).read_bytes())
    if app:
        (place / APP).write_text(app)
    (found,) = find(folder / "class", LESSON)
    return found


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout
    return process.stdout.readline().split()


def below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() not in ENDED
    except psutil.Error:
        return False


def name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.Error:
        return ""


@pytest.mark.parametrize("without", [(), ("pid", "network", "mount")], ids=["contained", "without namespaces"])
def test_killed_it_leaves_nothing_running(tmp_path: Path, graders: Graders, without: tuple[str, ...]) -> None:
    """In the middle of a check, with a daemon of the learner's that ignores signals."""
    if layers.enough(layers.found()):
        pytest.skip("learners' code can't be contained here")
    eve = handed_in(tmp_path, "eve", STUBBORN)
    grading = graders.start(GRADING, msgspec.json.encode(eve).decode(), *without)
    family = psutil.Process(grading.pid)
    assert until(lambda: STAYS in [name(process) for process in below(family)], SECONDS)
    started = below(family)
    grading.kill()
    grading.communicate()
    assert until(lambda: not [process for process in started if runs(process)], SECONDS)
    assert not [process for process in psutil.process_iter() if name(process) == STAYS and runs(process)]
    (note,) = graders.notes.glob(str(grading.pid))
    (left,) = Path(tempfile.gettempdir()).glob(f"workshop-{json.loads(note.read_text())['mark']}-*")
    graders.start(NEXT).communicate()
    assert not left.exists()


def test_what_a_killed_one_leaves_is_removed_at_the_next_start(graders: Graders) -> None:
    killed, living = graders.start(FOLDERS), graders.start(FOLDERS)
    left, of_another = (Path(said(process)[0]) for process in (killed, living))
    (left / "deep" / "in").mkdir(parents=True)
    killed.kill()
    killed.communicate()
    assert left.exists()
    following = graders.start(NEXT)
    following.communicate()
    assert following.returncode == 0
    assert not left.exists()
    assert of_another.exists()
    assert living.poll() is None
    living.communicate("")
    assert not of_another.exists()


def test_what_is_left_at_the_end_is_removed_then(graders: Graders, tmp_path: Path) -> None:
    leaving = "from workshop.serve import leftovers as l; print(l.temporary_folder(l.own_mark()), flush=True)"
    process = graders.start(leaving)
    folder = Path(said(process)[0])
    process.communicate()
    assert not folder.exists()
    assert list((tmp_path / "notes").iterdir()) == []


def test_every_folder_of_a_grader_bears_its_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a bench, and those of what is sent to a worker and received by it."""
    made: list[str] = []
    mkdtemp = leftovers.tempfile.mkdtemp

    def noted(**given: str | None) -> str:
        made.append(mkdtemp(**given))
        return made[-1]

    monkeypatch.setattr(leftovers.tempfile, "mkdtemp", noted)
    with Bench(LESSON, Cage(()), b""):
        packed(handed_in(tmp_path, "ada"), LESSON)
    assert len(made) == 2
    for folder in made:
        assert Path(folder).name.startswith(f"workshop-{leftovers.own_mark()}-")
        assert not Path(folder).exists()


DEEP = """
import os, tempfile
try:
    os.chdir(tempfile.gettempdir())
    for _ in range(1_500):
        os.mkdir("d")
        os.chdir("d")
finally:
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""


def test_very_deep_folders_of_a_submission_do_not_end_its_bench(tmp_path: Path) -> None:
    if layers.enough(layers.found()):
        pytest.skip("learners' code can't be contained here")
    eve = handed_in(tmp_path, "eve", (LESSON.solution / APP).read_text() + DEEP)
    with holding.held(layers.found(), 7) as cage, Bench(LESSON, cage, b"secret") as bench:
        grade = bench.grade(eve)
        first = bench.process.process
        assert grade.score == LESSON.points
        assert bench.grade(eve).score == LESSON.points
        assert bench.process.process is first

"""The autograder for Gradescope: written, unpacked as Gradescope does it, set up, and given submissions."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

if sys.platform != "linux":
    pytest.skip("Gradescope's containers are Linux", allow_module_level=True)

from workshop.catalog import ROOT, Lesson, find, lessons
from workshop.classroom.bundle import write_bundle

LESSON = find("3")
SECONDS = 180
TOOLS = ("bash", "chmod", "head", "cat", "dirname")


class Autograder:
    """A folder as Gradescope's /autograder: source, submission, results."""

    def __init__(self, root: Path, lesson: Lesson = LESSON) -> None:
        self.root = root
        self.source, self.submission = root / "source", root / "submission"
        self.results = root / "results" / "results.json"
        bundle = root / "bundle.zip"
        self.said = write_bundle(lesson, bundle)
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(self.source)
            for entry in archive.infolist():
                (self.source / entry.filename).chmod(stat.S_IMODE(entry.external_attr >> 16))
        shutil.copy(self.source / "run_autograder", root)  # Gradescope, too, starts a copy

    def run(self, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WORKSHOP_")}
        return subprocess.run(
            command,
            cwd=self.root,
            env=environment | {"WORKSHOP_AUTOGRADER": str(self.root)} | changes,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def hand_in(self, *places: Path) -> None:
        """A learner hands in what lies in these folders."""
        shutil.rmtree(self.submission, ignore_errors=True)
        self.submission.mkdir()
        for place in places:
            shutil.copytree(place, self.submission, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))

    def graded(self, **changes: str) -> dict[str, Any]:
        """What results.json says after a run of run_autograder."""
        done = self.run(str(self.root / "run_autograder"), **{"WORKSHOP_VENV": sys.prefix} | changes)
        print(done.stdout, done.stderr)
        results: dict[str, Any] = json.loads(self.results.read_text(encoding="utf-8"))
        return results


@contextlib.contextmanager
def gradescope(lesson: Lesson = LESSON) -> Iterator[Autograder]:
    """An autograder of its own, in a folder that others may go into, as they may into /autograder."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        Path(folder).chmod(0o755)
        yield Autograder(Path(folder), lesson)


@pytest.fixture(scope="module")
def autograder() -> Iterator[Autograder]:
    with gradescope() as autograder:
        yield autograder


def scores(results: dict[str, Any]) -> list[int]:
    return [test["score"] for test in results["tests"] if "score" in test]


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def program(folder: Path, name: str, script: str) -> None:
    """Put a shell script into `folder` as a program."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_a_bundle_has_one_lesson_and_no_answers(tmp_path: Path) -> None:
    write_bundle(LESSON, tmp_path / "bundle.zip")
    found = names(tmp_path / "bundle.zip")
    assert {"setup.sh", "run_autograder", "requirements.txt", "workshop/__main__.py"} <= set(found)
    assert f"lessons/{LESSON.name}/movies/app.py" in found
    assert f"tests/{LESSON.name}/test_1_read.py" in found
    assert not [name for name in found if name.startswith(("solutions/", "tests/repo", "tests/mistakes", "work/"))]
    assert not [name for name in found if "__pycache__" in name or name.startswith("/")]
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    executable = {name for name, mode in modes.items() if mode & 0o100}
    assert executable == {"setup.sh", "run_autograder"}


def test_neighbours_come_along(tmp_path: Path) -> None:
    write_bundle(find("6"), tmp_path / "bundle.zip")
    trees = {name.split("/")[1] for name in names(tmp_path / "bundle.zip") if name.startswith("solutions/")}
    assert trees == {"05-book-service"}


@pytest.mark.parametrize("lesson", [lesson for lesson in lessons() if not lesson.engine], ids=lambda each: each.name)
def test_no_bundle_has_its_own_solution(lesson: Lesson, tmp_path: Path) -> None:
    write_bundle(lesson, tmp_path / "bundle.zip")
    assert not [name for name in names(tmp_path / "bundle.zip") if name.startswith(f"solutions/{lesson.name}/")]


def test_the_same_files_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "folder" / "second.zip"
    write_bundle(LESSON, first)
    write_bundle(LESSON, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_bundle_names_no_path_of_this_machine(tmp_path: Path) -> None:
    write_bundle(LESSON, tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    here = [f"{place}/".encode() for place in (ROOT, Path(sys.prefix), Path.home(), tmp_path)]
    assert [name for name, content in contents.items() if any(place in content for place in here)] == []


def test_it_is_said_what_to_do_with_it(autograder: Autograder) -> None:
    assert f"of {LESSON.points} points" in autograder.said
    assert f"work/{LESSON.name}" in autograder.said
    assert (ROOT / "TEACHING.md").is_file()


@pytest.mark.parametrize("out", [".", "bundle", "bundle.tar"])
def test_it_has_to_be_a_zip(out: str, tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match=r"ends in \.zip"):
        write_bundle(LESSON, tmp_path / out)


def test_where_it_cannot_be_written_another_name_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(click.UsageError, match="Name another file with --out"):
        write_bundle(LESSON, tmp_path / "file" / "bundle.zip")


def test_a_lesson_that_needs_docker_has_none(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="python3 -m workshop check 13"):
        write_bundle(find("13"), tmp_path / "bundle.zip")


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_scripts_are_bash(script: str, autograder: Autograder) -> None:
    assert autograder.run("bash", "-n", str(autograder.source / script)).stderr == ""


def test_setting_up_takes_the_python_that_is_there(autograder: Autograder, tmp_path: Path) -> None:
    program(tmp_path / "bin", "python3.14", f'exec "{sys.executable}" "$@"')
    done = autograder.run("bash", str(autograder.source / "setup.sh"), PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    secret = autograder.source / ".secret"
    assert len(secret.read_bytes()) == 32
    for kept in (secret, autograder.source / "tests"):
        assert not kept.stat().st_mode & 0o077


def test_setting_up_gets_a_python_where_all_are_too_old(tmp_path: Path) -> None:
    autograder = Autograder(tmp_path / "autograder")
    bin_ = tmp_path / "bin"
    for tool in TOOLS:
        program(bin_, tool, f'exec "{shutil.which(tool)}" "$@"')
    log = tmp_path / "log"
    program(bin_, "python3", "exit 1")
    program(bin_, "add-apt-repository", f'echo "add-apt-repository $*" >>"{log}"')
    newer = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    (tmp_path / "newer").write_text(newer, encoding="utf-8")
    (tmp_path / "newer").chmod(0o755)
    copied = f'"{shutil.which("cp")}" "{tmp_path / "newer"}" "{bin_}/python3.13"'
    program(bin_, "apt-get", f'echo "apt-get $*" >>"{log}"\ncase "$*" in *python3.13-venv) {copied} ;; esac')
    done = autograder.run("bash", str(autograder.source / "setup.sh"), PATH=str(bin_))
    assert done.returncode == 0, done.stderr
    assert [line.split()[:2] for line in log.read_text(encoding="utf-8").splitlines()] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
        ["add-apt-repository", "-y"],
        ["apt-get", "install"],
    ]


def test_the_solution_gets_all_points(autograder: Autograder) -> None:
    autograder.hand_in(LESSON.solution)
    results = autograder.graded()
    assert results["score"] == LESSON.points
    assert scores(results) == [task.points for task in LESSON.tasks]
    assert results["stdout_visibility"] == "hidden"


def test_the_starter_gets_none(autograder: Autograder) -> None:
    autograder.hand_in(LESSON.starter)
    results = autograder.graded()
    assert (results["score"], sum(scores(results))) == (0, 0)
    assert "Not started yet." in results["tests"][0]["output"]


def test_a_folder_in_the_submission_is_found(autograder: Autograder) -> None:
    autograder.hand_in()
    with tarfile.open(autograder.submission / "mine.tar.gz", "w:gz") as archive:
        archive.add(LESSON.solution, arcname=f"fork/work/{LESSON.name}")
    (autograder.submission / ".DS_Store").touch()
    assert autograder.graded()["score"] == LESSON.points


def test_what_does_not_start_is_told(autograder: Autograder) -> None:
    autograder.hand_in(LESSON.solution)
    with (autograder.submission / "movies" / "app.py").open("a", encoding="utf-8") as file:
        file.write("def broken(:\n")
    results = autograder.graded()
    assert results["score"] == 0
    assert "SyntaxError" in results["output"]


def test_the_wrong_files_are_told(autograder: Autograder) -> None:
    autograder.hand_in()
    (autograder.submission / "essay.txt").write_text("Once upon a time", encoding="utf-8")
    results = autograder.graded()
    assert (results["score"], scores(results)) == (0, [0] * len(LESSON.tasks))
    assert f"Hand in your folder work/{LESSON.name}" in results["output"]


def test_nothing_at_all_is_told(autograder: Autograder) -> None:
    shutil.rmtree(autograder.submission, ignore_errors=True)
    assert "could not be graded" in autograder.graded()["output"]


def test_results_are_not_the_learners_to_write(autograder: Autograder) -> None:
    autograder.hand_in(LESSON.starter)
    with (autograder.submission / "movies" / "app.py").open("a", encoding="utf-8") as file:
        file.write(f"\ntry:\n    open({str(autograder.results)!r}, 'w').write('[]')\nexcept OSError:\n    pass\n")
    assert autograder.graded()["score"] == 0
    assert stat.S_IMODE(autograder.results.parent.stat().st_mode) & 0o022 == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"WORKSHOP_SECONDS": "0.2"}, "longer than 0.2 seconds", id="too long"),
        pytest.param({"WORKSHOP_VENV": "/nowhere"}, "the autograder failed", id="no Python"),
    ],
)
def test_there_are_results_whatever_happens(changes: dict[str, str], said: str, autograder: Autograder) -> None:
    autograder.hand_in(LESSON.solution)
    autograder.results.parent.mkdir(exist_ok=True)
    autograder.results.write_text('{"score": 15}', encoding="utf-8")  # of an earlier run
    results = autograder.graded(**changes)
    assert results["score"] == 0
    assert said in results["output"]
    assert "tell your teacher" in results["output"]


def test_a_bundle_that_is_broken_says_so() -> None:
    with gradescope() as autograder:
        (autograder.source / "tests" / LESSON.name / "conftest.py").write_text("import nowhere\n", encoding="utf-8")
        autograder.hand_in(LESSON.solution)
        results = autograder.graded()
    assert results["score"] == 0
    assert "could not be graded" in results["output"]


def test_neighbours_work_in_a_bundle() -> None:
    lesson = find("6")
    with gradescope(lesson) as autograder:
        autograder.hand_in(lesson.solution)
        assert autograder.graded()["score"] == lesson.points
